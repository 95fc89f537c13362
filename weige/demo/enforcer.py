"""Who works in the demonstration's enforcement, with which accesses, on which drawn pictures, at which hours."""

from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from weige.cases.models import Case
from weige.cases.schemas.moves import MoveIn as CaseMoveIn
from weige.cases.services import engine, evidence
from weige.cases.services.reporting import report
from weige.demo.acting import access_of, at_door
from weige.enforcement.models import OffsiteFile, Paper, Transfer
from weige.enforcement.schemas.moves import MoveIn
from weige.enforcement.schemas.remedies import RemedyIn
from weige.enforcement.services import answering, drafting, remedies
from weige.enforcement.services.offsite import OFFSITE_FILES
from weige.enforcement.services.simple import procedure_of
from weige.enforcement.services.transferring import TRANSFER
from weige.kernel.links import Held
from weige.kernel.queries.calendar import current_calendar
from weige.people.policy import GrantAccess
from weige.registry.models import Shop

OFFICERS = ["冯晨曦 执法证 DEMO-0001", "唐国梁 执法证 DEMO-0002"]
SERVERS = "冯晨曦、唐国梁"
CODE = "91350100M000100Y43"  # an example of GB 32100, of nobody here
GOODS, PARKING, FUME = "09005", "09009", "06027"


@cache
def drawn(colour: str, shift: int) -> bytes:
    """A drawn street front: something stands before a shop; nobody is on it."""
    image = Image.new("RGB", (480, 320), "#c9cdc9")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 480, 190), fill="#8d9591")
    pen.rectangle((125, 60, 355, 190), fill="#3f4a4f")
    pen.rectangle((125, 45, 355, 75), fill="#2f6f63")
    pen.line((0, 235, 480, 235), fill="#e3b32a", width=4)
    for n in range(3):
        left = 150 + shift // 2 + n * 60
        pen.rectangle((left, 215, left + 50, 260), fill=colour, outline="#5b3d1e", width=2)
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


class Enforcer:
    """Works on the demonstration's morning, hours before it begins."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.calendar = current_calendar()
        self.squad, self.other = access_of("squad1", now), access_of("squad0", now)
        self.desk, self.checker = access_of("dispatcher", now), access_of("supervisor", now)

    def before(self, hours: float) -> datetime:
        return self.now - timedelta(hours=hours)

    def case(self, shop: Shop, matter: str, text: str, hours: float, colours: tuple[str, ...]) -> Case:
        """A case at the shop's door with drawn pictures, ten minutes apart."""
        duty, at = access_of("duty", self.now), self.before(hours)
        told = at_door(shop, matter, text)
        found, _ = report(access=duty, data=told, calendar=self.calendar, now=at)
        for number, colour in enumerate(colours):
            moment = at + timedelta(minutes=10 * number)
            picture = drawn(colour, number * 30)
            evidence.add(
                access=duty, case_id=found.pk, data=picture, kind="before", note="演示照片", now=moment
            )
        return Case.objects.get(pk=found.pk)

    def settled(self, case: Case, hours: float) -> None:
        """What was on the spot is over; the procedure goes on without it. Filed, handled, checked, closed by others."""
        steps: list[tuple[GrantAccess, str, dict[str, Any]]] = [
            (self.desk, "accept", {}),
            (self.desk, "file", {"condition_no": 1}),
            (self.desk, "dispatch", {"post": "squad-C1"}),
            (self.squad, "start", {}),
            (self.squad, "finish", {"outcome": "referred", "note": "转入执法程序"}),
            (self.checker, "pass_check", {}),
            (
                access_of("duty", self.now),
                "close",
                {"condition_met": False, "note": "现场已恢复，转执法程序办理"},
            ),
        ]
        for number, (access, code, told) in enumerate(steps):
            at = self.before(hours) + timedelta(minutes=4 * number)
            if code == "finish":
                picture = drawn("#8d9591", 500)
                evidence.add(
                    access=access, case_id=case.pk, data=picture, kind="after", note="演示照片", now=at
                )
            given = CaseMoveIn(version=Case.objects.values_list("version", flat=True).get(pk=case.pk), **told)
            engine.move(access=access, case_id=case.pk, code=code, data=given, calendar=self.calendar, now=at)

    def moved(self, row: Paper, access: GrantAccess, code: str, hours: float, **data: Any) -> Paper:
        """One move of a paper."""
        given = MoveIn(**({"version": Paper.objects.get(pk=row.pk).version} | data))
        at = self.before(hours)
        procedure, calendar = procedure_of(row.kind_id), self.calendar
        return procedure.make(access=access, key=row.pk, code=code, data=given, calendar=calendar, now=at)

    def stepped(
        self, row: OffsiteFile, access: GrantAccess, code: str, hours: float, **data: Any
    ) -> OffsiteFile:
        """One move of an off-site file."""
        given = MoveIn(version=OffsiteFile.objects.get(pk=row.pk).version, **data)
        at = self.before(hours)
        return OFFSITE_FILES.make(
            access=access, key=row.pk, code=code, data=given, calendar=self.calendar, now=at
        )

    def passed(self, row: Transfer, access: GrantAccess, code: str, hours: float, **data: Any) -> Transfer:
        """One move of a transfer."""
        given = MoveIn(version=Transfer.objects.get(pk=row.pk).version, **data)
        at = self.before(hours)
        return TRANSFER.make(access=access, key=row.pk, code=code, data=given, calendar=self.calendar, now=at)

    def contested(
        self, paper: Paper, number: str, hours: float, *, ended: float = 0, ruling: str = ""
    ) -> None:
        """A review or, by its number, a lawsuit over a decision, with its end where it has one. All invented."""
        at, suit = self.before(hours), "行初" in number
        data = RemedyIn(
            kind="lawsuit" if suit else "reconsideration",
            body="区人民法院（演示）" if suit else "区人民政府行政复议机构（演示）",
            number=number,
            accepted_on=drafting.local_day(at),
        )
        row = remedies.begin(access=self.other, paper=paper, data=data, now=at)
        if ruling:
            day = drafting.local_day(self.before(ended))
            given = MoveIn(version=row.version, ruling=ruling, day=day)
            remedies.REMEDY.make(
                access=self.other,
                key=row.pk,
                code="decide",
                data=given,
                calendar=self.calendar,
                now=self.before(ended),
            )

    def drafted(self, case: Case, kind: str, hours: float, power: str = "") -> Paper:
        return drafting.draft(
            access=self.squad,
            case_id=case.pk,
            kind_code=kind,
            power_code=power,
            calendar=self.calendar,
            now=self.before(hours),
        )

    def order(self, case: Case, hours: float) -> Paper:
        """An order with its party and its two officers, reviewed by the second of them."""
        row = self.drafted(case, "order", hours)
        values = {"party_id_no": CODE, "officers": OFFICERS}
        row = drafting.edit(
            access=self.squad, paper_id=row.pk, values=values, version=row.version, now=self.before(hours)
        )
        return self.moved(row, self.other, "review", hours - 0.1)

    def party(self, row: Paper | OffsiteFile, name: str) -> Held:
        """The party as its link would let it act."""
        return Held(0, row.NAME, row.own_subject, name, self.now)

    def answered(self, row: Paper, name: str, text: str, hours: float, *, shift: int) -> None:
        """The party says with a photo that it has put things right."""
        held, at = self.party(row, name), self.before(hours)
        photo = answering.add_file(row, drawn("#8d9591", shift), "answer", who=held.who, now=at, link_id=0)
        answering.answer(held=held, kind="corrected", text=text, photos=[photo.pk], now=at)
