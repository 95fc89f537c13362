"""Joint action in the demonstration: partners and forces, a running kitchen story, a call being answered, a meeting
next Tuesday with its agenda, and calls of the weeks before. All invented; the baseline says so itself."""

import random
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from weige.cases.models import Case
from weige.cases.schemas.moves import MoveIn
from weige.cases.services import engine, reporting
from weige.demo.acting import access_of, at_door
from weige.demo.ground import in_english
from weige.joint import events
from weige.joint.models import Baseline, Called, CallIn, Force, Partner
from weige.joint.rules.calls import Call, Unit
from weige.joint.schemas.calls import CallAsk, UnitAsk, UnitMove
from weige.joint.schemas.meetings import ItemAsk, MeetingAsk, MeetingMoveIn, TaskAsk
from weige.joint.services import answering, calling, deciding, guests, meetings
from weige.joint.services.common import next_number, tell, tell_unit
from weige.joint.services.settings import street_cells
from weige.kernel import timesource
from weige.kernel.access import Who
from weige.kernel.links import DESK_PHONE
from weige.kernel.models import Setting
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.streettime import LOCAL
from weige.people.models import Department, Post
from weige.registry.models import Shop

DEMO = "演示数据"
PARTNERS = {
    "gas": (
        "燃气公司应急站（演示）",
        "Gas company (demo)",
        "company",
        "停气、锁阀、检漏",
        "Shutting off, locking, leak tests",
    ),
    "bollards": ("护栏安装队（演示）", "Bollard fitters (demo)", "company", "可拆护栏", "Removable bollards"),
    "property": ("外滩物业（演示）", "Property firm (demo)", "social", "钥匙保管、巡查", "Keys and patrols"),
}
PHONE = "021-00000000"  # nobody's: no number of the city begins with 0
#: Minutes until answer, arrival and result of calls before (invented), by department.
BEFORE = {"squad": (9, 34, 95), "works": (22, 70, 240), "traffic": (14, 41, 80)}


def load_joint(*, now: datetime) -> int:
    """After cast and shops; how many calls there are."""
    _forces()
    _baseline(now)
    shops = list(Shop.objects.exclude(address="").order_by("code")[:40])
    _kitchen(shops[7], now)
    _answered(shops[21], now)
    return CallIn.objects.count()


def _forces() -> None:
    Setting.objects.update_or_create(key=DESK_PHONE, defaults={"value": PHONE})
    cells = street_cells()
    for code, (zh, en, level, duty_zh, duty_en) in PARTNERS.items():
        Partner.objects.create(
            code=code,
            name_zh=zh,
            name_en=en,
            level=level,
            phone=PHONE,
            duty_zh=duty_zh,
            duty_en=duty_en,
            cells=cells,
        )
    where = Shop.objects.order_by("code")[3:9]
    works, traffic = (Department.objects.get(code=code) for code in ("works", "traffic"))
    area = Post.objects.get(code="squad-C1").area
    rows = [
        Force(
            kind="on_call",
            department=works,
            people=4,
            skill_zh="道路、井盖",
            skill_en="Roads, covers",
            duty="工作日 8–20 时（演示）",
        ),
        Force(kind="on_call", department=traffic, people=2, skill_zh="违停", skill_en="Parking"),
        Force(kind="social", partner=Partner.objects.get(code="property"), people=6),
    ]
    for force, shop in zip(rows, where, strict=False):
        force.area, force.lon, force.lat = area, shop.lon, shop.lat
        force.save()


def load_calls(*, now: datetime, seed: int, days: int) -> int:
    """Calls of the weeks before with their events, for the time before anybody reads the log; how many."""
    dice = random.Random(f"{seed}:joint")
    caller = Post.objects.get(code="duty-day")
    shops = list(Shop.objects.exclude(address="").order_by("code")[10:40])
    back = [day for day in range(56, 3, -2) if day <= days] if shops else []
    for day in back:
        sent = now - timedelta(days=day, minutes=dice.randrange(60, 400))
        _call(dice.choice(shops), caller, sent, day, dice)
    return len(back)


def _call(shop: Shop, caller: Post, sent: datetime, day: int, dice: random.Random) -> None:
    """One call, answered, solved and closed; some units only by telephone, a few too late."""
    call = CallIn.objects.create(
        id=UUID(int=dice.getrandbits(128), version=4),
        number=next_number("call", "CJ", sent),
        kind="urgent" if day % 3 == 0 else "ordinary",
        state=Call.CLOSED.value,
        title_zh=f"{shop.address} 联合查看",
        title_en=f"Joint look at {in_english(shop.address) or shop.address}",
        why=DEMO,
        place_zh=shop.address,
        place_en=in_english(shop.address),
        lon=shop.lon,
        lat=shop.lat,
        cells=shop.cells,
        leaf_cells=shop.leaf_cells,
        caller_post=caller,
        sent_at=sent,
        closed_at=sent + timedelta(hours=8),
        outcome="solved" if dice.random() < 0.9 else "partly",
        note=DEMO,
    )
    who = Who("person", post_id=caller.pk, name="演示")
    for code in dice.sample(sorted(BEFORE), k=1 + day % 4 // 2):
        _part(call, Department.objects.get(code=code), who, dice)
    told = {"outcome": call.outcome, "minutes": 480}
    tell(call, events.CallClosed, who=who, now=sent + timedelta(hours=8), **told)


def _part(call: CallIn, unit: Department, who: Who, dice: random.Random) -> None:
    """One unit's part in a call before, and what was told of it."""
    answer, arrive, solve = (timedelta(minutes=m * dice.lognormvariate(0, 0.5)) for m in BEFORE[unit.code])
    sent, rating = call.sent_at, dice.choices(("good", "fair", "poor"), (7, 2, 1))[0]
    part = Called.objects.create(
        call=call,
        department=unit,
        unit_code=unit.code,
        unit_zh=unit.name_zh,
        unit_en=unit.name_en,
        lead=not call.units.exists(),
        state=Unit.DONE.value,
        sent_at=sent,
        answer_due_at=sent + timedelta(minutes=30),
        arrive_due_at=sent + timedelta(hours=2),
        answer="on_site",
        answered_at=sent + answer,
        arrived_at=sent + answer + arrive,
        result_at=sent + answer + arrive + solve,
        result=DEMO,
        unit_rating=rating,
    )
    seat = Who("person", post_id=None, name=unit.name_zh)
    came, over = sent + answer + arrive, sent + answer + arrive + solve
    tell_unit(part, events.UnitCalled, who=who, now=sent)
    told = {"answer": "on_site", "minutes": round(answer.total_seconds() / 60)}
    tell_unit(part, events.UnitAnswered, who=seat, now=sent + answer, **told)
    tell_unit(part, events.UnitArrived, who=seat, now=came, minutes=round((came - sent).total_seconds() / 60))
    tell_unit(part, events.ResultGiven, who=seat, now=over)
    tell_unit(part, events.Rated, who=who, now=over + timedelta(minutes=9), about="unit", rating=rating)


def _baseline(now: datetime) -> None:
    Baseline.objects.create(
        measure="answer",
        median_minutes=60,
        n=0,
        since=(now - timedelta(days=420)).date(),
        until=(now - timedelta(days=60)).date(),
        source=f"{DEMO}：上线前电话约请的估计，无台账",
        cells=street_cells(),
        set_by=Post.objects.get(code="duty-day"),
        set_at=now - timedelta(days=60),
    )


def _case(shop: Shop, matter: str, text: str, now: datetime, *, post: str, handler: str) -> Case:
    """A case that its handler has begun."""
    said = at_door(shop, matter, text, named=False)
    desk, calendar = access_of("dispatcher", now), current_calendar()
    case, _ = reporting.report(access=desk, data=said, calendar=calendar, now=now - timedelta(minutes=80))
    moves: list[tuple[str, dict[str, Any]]] = [
        ("accept", {}),
        ("file", {"condition_no": 1}),
        ("dispatch", {"post": post}),
        ("start", {}),
    ]
    for number, (code, given) in enumerate(moves):
        by = access_of(handler, now) if code == "start" else desk
        data = MoveIn(version=case.version, **given)
        at = now - timedelta(minutes=70 - 10 * number)
        case = engine.move(access=by, case_id=case.pk, code=code, data=data, calendar=calendar, now=at)
    return case


def _kitchen(shop: Shop, now: datetime) -> None:
    """居民反映卧室改厨房: the special meeting decided, the gas company is called in and has not answered yet."""
    case = _case(
        shop, "06027", f"{DEMO}：楼上把卧室改成厨房，有煤气味", now, post="squad-C1", handler="squad1"
    )
    duty, calendar = access_of("duty", now), current_calendar()
    at = now - timedelta(minutes=28)
    asked = MeetingAsk(
        kind="special",
        title="卧室改厨房专题会（演示）",
        place="街区工作站",
        starts_at=at,
        agenda=[ItemAsk(case=case.pk, question="谁上门，谁停气，谁复查")],
        units=[UnitAsk(post="squad-C1"), UnitAsk(department="market")],
        call=True,
    )
    meeting = meetings.plan(access=duty, data=asked, now=at)
    meeting = meetings.move(
        access=duty, meeting_id=meeting.pk, code="open", data=MeetingMoveIn(version=meeting.version), now=at
    )
    visit = TaskAsk(
        what="上门说明，交整改要求", units=[UnitAsk(post="squad-C1", lead=True)], amount=Decimal(1)
    )
    said = MeetingMoveIn(
        version=meeting.version,
        item=meeting.items.get().pk,
        text="执法上门，燃气停气，限期恢复",
        tasks=[visit],
    )
    deciding.decide(access=duty, meeting_id=meeting.pk, data=said, calendar=calendar, now=at)
    units = [UnitAsk(post="squad-C1", lead=True), UnitAsk(partner="gas", demand="停气、锁阀、挂牌")]
    call = CallAsk(case=case.pk, kind="urgent", why="先切断风险", units=units)
    sent = calling.send(access=duty, data=call, calendar=calendar, now=now - timedelta(minutes=12))
    gas = sent.units.get(partner__code="gas").pk
    for minutes in (11, 4):  # the first link went to a number nobody reads; giving another ended it
        guests.give(
            access=duty,
            called_id=gas,
            now=now - timedelta(minutes=minutes),
            real_now=timesource.real_now() - timedelta(minutes=minutes),
        )


def _answered(shop: Shop, now: datetime) -> None:
    """A call one unit of which is on its way, and next Tuesday's meeting about the same case."""
    case = _case(shop, "09005", f"{DEMO}：整治后又占道卸货", now, post="squad-C2", handler="squad2")
    duty, calendar = access_of("duty", now), current_calendar()
    units = [UnitAsk(department="works", lead=True, demand="看能否装护栏"), UnitAsk(post="squad-C2")]
    asked = CallAsk(case=case.pk, kind="urgent", why="三家一起看现场，定办法", units=units)
    call = calling.send(access=duty, data=asked, calendar=calendar, now=now - timedelta(minutes=20))
    works = call.units.get(department__code="works")
    answering.move(
        access=access_of("works", now),
        called_id=works.pk,
        code="on_site",
        data=UnitMove(version=call.version),
        now=now - timedelta(minutes=8),
    )
    today = now.astimezone(LOCAL)
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7 or 7)
    agenda = [
        ItemAsk(case=case.pk, question="可拆护栏：谁装、谁管钥匙、谁巡查"),
        ItemAsk(title="节前联合检查安排"),
    ]
    said = MeetingAsk(
        title="商圈联席例会（演示）",
        place="街道二楼会议室",
        starts_at=tuesday.replace(hour=14, minute=0, second=0, microsecond=0),
        minutes_long=90,
        agenda=agenda,
        units=[UnitAsk(department="works"), UnitAsk(department="traffic"), UnitAsk(post="squad-C2")],
        call=True,
    )
    meetings.plan(access=duty, data=said, now=now - timedelta(minutes=5))
