"""The demonstration's enforcement: notices (one answered), an order served, an off-site file that waits for its
defence, a transfer that waits for its receipt and one that came in. All of it goes through the services real work goes
through; the pictures are drawn."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from weige.cases.models import Case
from weige.cases.schemas.reports import ReportIn
from weige.cases.services import evidence
from weige.cases.services.reporting import report
from weige.enforcement.models import Paper
from weige.enforcement.schemas.moves import MoveIn
from weige.enforcement.schemas.offsite import OffsiteIn, PartyIn
from weige.enforcement.schemas.transfers import ArrivalIn, TransferIn
from weige.enforcement.services import answering, collecting, drafting, transferring
from weige.enforcement.services.legal import confirm
from weige.enforcement.services.offsite import OFFSITE_FILES
from weige.enforcement.services.papers import PAPER
from weige.enforcement.services.transferring import TRANSFER
from weige.kernel.links import Held
from weige.kernel.queries.calendar import current_calendar
from weige.people.models import Post, User
from weige.people.policy import GrantAccess
from weige.people.queries.held import held_posts
from weige.registry.models import Shop
from weige.sensing.models import Device

OFFICERS = ["冯晨曦 执法证 DEMO-0001", "唐国梁 执法证 DEMO-0002"]
CODE = "91350100M000100Y43"  # an example of GB 32100, of nobody here
COMPARED = (
    "order_act",
    "order_remedy",
    "prenotice_defence",
    "decision_fine",
    "decision_remedy",
)
GOODS, PARKING, FUME = "09005", "09009", "06027"


def load_enforcement(now: datetime) -> int:
    """Loads it for an empty enforcement module, after cast, shops and devices; gives how many papers there are."""
    area = Post.objects.get(code="squad-C1").area_id
    here = Shop.objects.filter(cells__contains=[area]).order_by("code")
    owned = here.filter(owner__isnull=False).first()
    others = list(here.filter(owner__isnull=True)[:3])
    if owned is None or len(others) < 3:
        return 0
    maker = Maker(now)
    maker.confirmed_texts()
    maker.answered_notice(owned)
    maker.served_notice(others[0])
    maker.served_order(others[1])
    maker.offsite(others[2])
    maker.transfer(others[0])
    maker.arrival(others[1])
    return Paper.objects.count()


def access_of(login: str, now: datetime) -> GrantAccess:
    """The access of somebody of the cast, as a request of theirs would get it."""
    user = User.objects.get(username=login)
    posts, street = held_posts(user.pk, on=timezone.localdate(now))
    return GrantAccess(user=user, posts=posts, acting=posts, street=street)


def drawn(colour: str, shift: int) -> bytes:
    """A drawn street front: something stands before a shop; nobody is on it."""
    image = Image.new("RGB", (960, 640), "#c9cdc9")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 960, 380), fill="#8d9591")
    pen.rectangle((250, 120, 710, 380), fill="#3f4a4f")
    pen.rectangle((250, 90, 710, 150), fill="#2f6f63")
    pen.line((0, 470, 960, 470), fill="#e3b32a", width=8)
    for n in range(3):
        left = 300 + shift + n * 120
        pen.rectangle((left, 430, left + 100, 520), fill=colour, outline="#5b3d1e", width=4)
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


class Maker:
    """Works on the demonstration's morning, hours before it begins."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.calendar = current_calendar()
        self.squad, self.other = access_of("squad1", now), access_of("squad0", now)

    def before(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def case(self, shop: Shop, matter: str, text: str, hours: float, colours: tuple[str, ...]) -> Case:
        """A case at the shop's door with drawn pictures, ten minutes apart."""
        duty, at = access_of("duty", self.now), self.before(hours)
        told = ReportIn(
            lon=shop.lon, lat=shop.lat, matter=matter, text=text, place=shop.address, shop=shop.code
        )
        found, _ = report(access=duty, data=told, calendar=self.calendar, now=at)
        for number, colour in enumerate(colours):
            moment = at + timedelta(minutes=10 * number)
            picture = drawn(colour, number * 30)
            evidence.add(
                access=duty, case_id=found.pk, data=picture, kind="before", note="演示照片", now=moment
            )
        return Case.objects.get(pk=found.pk)

    def moved(self, row: Paper, access: GrantAccess, code: str, hours: float, **data: Any) -> Paper:
        """One move of a paper."""
        given = MoveIn(**({"version": Paper.objects.get(pk=row.pk).version} | data))
        at = self.before(hours)
        return PAPER.make(access=access, key=row.pk, code=code, data=given, calendar=self.calendar, now=at)

    def drafted(self, case: Case, kind: str, hours: float) -> Paper:
        return drafting.draft(
            access=self.squad,
            case_id=case.pk,
            kind_code=kind,
            power_code="",
            calendar=self.calendar,
            now=self.before(hours),
        )

    def confirmed_texts(self) -> None:
        """The chief has compared what ordinary papers say; what concerns hearings is still to be verified."""
        who, at = access_of("chief", self.now).who, self.before(40)
        for code in COMPARED:
            confirm(code=code, version=0, source="演示：视为已与公布文本核对", who=who, now=at)

    def answered_notice(self, shop: Shop) -> None:
        """The merchant has put it right and sent a photo; the officer has not looked yet."""
        case = self.case(shop, GOODS, "门前摆放货品", 3, ("#c2803a",))
        row = self.drafted(case, "notice", 2.9)
        row = self.moved(row, self.squad, "issue", 2.8)
        self.moved(row, self.squad, "serve", 2.7, way="on_site", receiver="店主")
        held = Held(0, "paper", row.own_subject, shop.name_zh, self.now)
        at = self.before(1)
        photo = answering.add_file(row, drawn("#8d9591", 500), "answer", who=held.who, now=at, link_id=0)
        answering.answer(held=held, kind="corrected", text="已收回店内", photos=[photo.pk], now=at)

    def served_notice(self, shop: Shop) -> None:
        case = self.case(shop, FUME, "油烟扰民，居民反映", 26, ("#6b7075",))
        row = self.moved(self.drafted(case, "notice", 25), self.squad, "issue", 24.9)
        self.moved(row, self.squad, "serve", 24.8, way="on_site", receiver="值班店员", relation="员工")

    def served_order(self, shop: Shop) -> None:
        """Reviewed by another officer, left behind because signing was refused."""
        case = self.case(shop, GOODS, "多次提醒后仍占道摆放", 20, ("#a0522d", "#a0522d"))
        row = self.drafted(case, "order", 19)
        values = {"party_id_no": CODE, "officers": OFFICERS}
        row = drafting.edit(access=self.squad, paper_id=row.pk, values=values, version=row.version)
        row = self.moved(row, self.other, "review", 18.9)
        row = self.moved(row, self.squad, "issue", 18.8)
        told = {
            "refused": True,
            "refuse_why": "拒绝签字",
            "witness": "居委会工作人员",
            "servers": "冯晨曦、唐国梁",
        }
        self.moved(row, self.squad, "serve", 18.7, way="left", **told)

    def offsite(self, shop: Shop) -> None:
        """Two reviews are done and the party was told; the term of the defence runs."""
        cameras = Device.objects.filter(kind="camera", published=True, certificate_until__gt=self.now.date())
        camera = cameras.exclude(certificate_no="").order_by("code").first()
        if camera is None:
            return
        case = self.case(shop, PARKING, "人行道停放机动车", 30, ("#31414f", "#31414f"))
        party = PartyIn(party_type="person", party_name="演示当事人", plate="沪A00000")
        data = OffsiteIn(case=case.pk, device=camera.code, party=party)
        row = collecting.begin(access=self.squad, data=data, now=self.before(29))
        steps: list[tuple[GrantAccess, str, dict[str, Any]]] = [
            (self.squad, "submit", {}),
            (self.other, "pass_first", {}),
            (access_of("supervisor", self.now), "pass_second", {}),
            (self.squad, "notify", {"outcome": "warning", "reason": "首次发现，未造成拥堵"}),
        ]
        for number, (access, code, told) in enumerate(steps):
            given = MoveIn(version=row.version, **told)
            at = self.before(28 - number)
            row = OFFSITE_FILES.make(
                access=access, key=row.pk, code=code, data=given, calendar=self.calendar, now=at
            )

    def transfer(self, shop: Shop) -> None:
        """Sent to the district; nobody has signed for it yet."""
        case = Case.objects.filter(shop=shop).latest("reported_at")
        wish = TransferIn(
            case=case.pk,
            other="演示区生态环境局",
            reason="油烟排放检测属部门专业权限",
            basis="街道与部门案件移送办法（演示）",
        )
        row = transferring.draft(access=self.squad, data=wish, now=self.before(22))
        for access, code in ((access_of("chief", self.now), "approve"), (self.squad, "send")):
            given = MoveIn(version=row.version)
            row = TRANSFER.make(
                access=access, key=row.pk, code=code, data=given, calendar=self.calendar, now=self.before(21)
            )

    def arrival(self, shop: Shop) -> None:
        """A district bureau hands one over; it was signed for and waits to be taken in."""
        desk = access_of("dispatcher", self.now)
        told = ArrivalIn(
            other="演示区城市管理执法局",
            other_number="演示区城〔2026〕88 号",
            subject="门前堆放杂物",
            facts="区级巡查发现门前堆放杂物，影响通行（演示）",
            reason="属街道赋权事项",
            basis="街道与部门案件移送办法（演示）",
            place=shop.address,
            lon=shop.lon,
            lat=shop.lat,
        )
        row, _ = transferring.arrive(access=desk, data=told, calendar=self.calendar, now=self.before(6))
        given = MoveIn(version=row.version, person="值班室")
        TRANSFER.make(
            access=desk, key=row.pk, code="receive", data=given, calendar=self.calendar, now=self.before(5)
        )
