"""The demonstration's off-site files: one whose defence runs, one whose defence is being reviewed, one with a hearing
appointed, one decided with leniency. A person decides each of them; what is invented says so."""

from datetime import timedelta
from typing import Any

from weige.demo.acting import access_of
from weige.demo.enforcer import FUME, PARKING, Enforcer, drawn
from weige.enforcement.models import OffsiteFile, Power
from weige.enforcement.schemas.moves import MoveIn
from weige.enforcement.schemas.offsite import OffsiteIn, PartyIn
from weige.enforcement.schemas.powers import BandIO
from weige.enforcement.services import answering, collecting
from weige.enforcement.services.offsite import OFFSITE_FILES
from weige.enforcement.services.powers import edit_power
from weige.registry.models import Shop
from weige.sensing.models import Device

#: Bands of discretion of the matter on fumes, invented: they show that the higher one gives a right to a hearing.
BANDS = (
    ("演示阶次一", "演示：首次且及时改正", 5000, 20000, False),
    ("演示阶次二", "演示：拒不改正", 20001, 50000, True),
)


class OffsiteFiles(Enforcer):
    """Files from pictures of a certified camera, days old."""

    def all(self, running: Shop, shops: list[Shop]) -> None:
        """Nothing where no camera has a certificate (a small town in tests)."""
        cameras = Device.objects.filter(
            kind="camera", published=True, certificate_until__gt=self.now.date()
        ).exclude(certificate_no="")
        self.camera = cameras.order_by("code").first()
        if self.camera is None:
            return
        self.chief = access_of("chief", self.now)
        self.to_be_heard(shops[1])
        self.spared(shops[2])
        self.defended(shops[0])
        warned = {"outcome": "warning", "reason": "首次发现，未造成拥堵"}
        self.notified(running, PARKING, "人行道停放机动车", "演示当事人", 30, **warned)

    def notified(
        self, shop: Shop, matter: str, text: str, party: str, hours: float, **proposal: Any
    ) -> OffsiteFile:
        """Two reviews are done and the party was told; the term of the defence runs."""
        assert self.camera is not None
        case = self.case(shop, matter, text, hours, ("#31414f", "#31414f"))
        plate = "沪A00000" if matter == PARKING else ""
        said = PartyIn(party_type="person" if plate else "unit", party_name=party, plate=plate)
        data = OffsiteIn(case=case.pk, device=self.camera.code, party=said)
        row = collecting.begin(access=self.squad, data=data, now=self.before(hours - 1))
        row = self.stepped(row, self.squad, "submit", hours - 2)
        row = self.stepped(row, self.other, "pass_first", hours - 3)
        row = self.stepped(row, self.checker, "pass_second", hours - 4)
        if proposal.pop("corrected", False):
            row = self.stepped(row, self.squad, "corrected", hours - 4.5, note="当事人已自行驶离，照片在案")
        row = self.stepped(row, self.squad, "notify", hours - 5, **proposal)
        self.settled(case, hours - 5)
        return row

    def defended(self, shop: Shop) -> None:
        """A statement with a photo came over the party's link; a reviewer has to answer it."""
        proposed = {"outcome": "warning", "reason": "占用消防通道旁人行道，时间较短"}
        row = self.notified(shop, PARKING, "消防通道旁停放机动车", "演示当事人乙", 52, **proposed)
        row = self.stepped(row, self.squad, "serve_notice", 46, way="on_site", receiver="本人")
        held, at = self.party(row, "演示当事人乙"), self.before(20)
        photo = answering.add_file(row, drawn("#5a6b7a", 90), "defence", who=held.who, now=at, link_id=0)
        told = "当时车辆故障，已报拖车，附现场照片，请求从轻"
        given = MoveIn(version=row.version, text=told, photos=[photo.pk])
        OFFSITE_FILES.make_by_link(
            held=held, key=row.pk, code="defend", data=given, calendar=self.calendar, now=at
        )

    def to_be_heard(self, shop: Shop) -> None:
        """The amount lies in the band with a right to a hearing; it was asked for and is appointed."""
        power = Power.objects.filter(matters__contains=[FUME]).order_by("code").first()
        if power is None:
            return
        bands = [
            BandIO(order=n, name=name, criteria=when, low=low, high=high, hearing=right)
            for n, (name, when, low, high, right) in enumerate(BANDS, 1)
        ]
        edit_power(
            code=power.code,
            values={"discretion_note": "演示阶次，非公布的裁量基准"},
            bands=bands,
            version=power.version,
            reason="演示",
            who=access_of("admin", self.now).who,
            now=self.before(90),
        )
        proposed = {"outcome": "fine", "amount": 30000, "reason": "多次提醒后仍直排油烟（演示）"}
        row = self.notified(shop, FUME, "油烟未经净化直排", "演示餐饮店", 76, **proposed)
        row = self.stepped(row, self.squad, "ask_hearing", 26, text="对排放事实有异议，要求听证")
        at = (self.now + timedelta(days=16)).replace(hour=2, minute=0, second=0, microsecond=0)
        told = {"at": at, "place": "街道二楼会议室（演示）", "person": "法制审核员 何（演示）"}
        self.stepped(row, self.squad, "set_hearing", 24, **told)

    def spared(self, shop: Shop) -> None:
        """A first time, put right at once: the rule proposes to spare the party, the chief decides so and says why."""
        proposed = {"outcome": "no_penalty", "reason": "首次发现，当场改正", "corrected": True}
        row = self.notified(shop, PARKING, "非机动车道临时停放", "演示当事人丙", 58, **proposed)
        row = self.stepped(row, self.squad, "waive", 51, note="当事人表示不陈述申辩")
        why = "首次违法、危害轻微并及时改正，不予处罚；已当面教育"
        row = self.stepped(row, self.chief, "decide", 30, outcome="no_penalty", reason=why)
        self.stepped(row, self.squad, "serve", 28, way="on_site", receiver="本人")
