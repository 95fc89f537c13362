"""Two decisions on the spot of the demonstration: one reported and paid, one whose report is still due."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from weige.demo.acting import access_of
from weige.demo.enforcer import CODE, GOODS, OFFICERS, SERVERS, Enforcer
from weige.enforcement.models import Paper, Power
from weige.enforcement.schemas.powers import BandIO
from weige.enforcement.services import answering, drafting
from weige.enforcement.services.powers import edit_power
from weige.registry.models import Shop

POWER = "EM-001"  # the one whose range was seen in a published text: 100 to 1,000 yuan
BANDS = (("较轻", "占用 2 平方米以内、当场收回（演示）", 100, 200), ("一般", "其余情形（演示）", 201, 1000))


@cache
def signature() -> bytes:
    """A drawn stroke that stands for a signature; of nobody."""
    image = Image.new("RGB", (360, 120), "white")
    pen = ImageDraw.Draw(image)
    pen.line([(20 + n * 8, 60 + (-1) ** n * (8 + n % 5 * 6)) for n in range(40)], fill="#1d2b36", width=4)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


class OnTheSpot(Enforcer):
    """Small fines after a warning was not followed; every one decided by an officer after the party was heard."""

    def both(self, paid: Shop, due: Shop) -> None:
        power = Power.objects.filter(code=POWER).first()
        if power is None:
            return
        bands = [
            BandIO(order=n, name=name, criteria=when, low=low, high=high, hearing=False)
            for n, (name, when, low, high) in enumerate(BANDS, 1)
        ]
        note = {"discretion_note": f"{power.discretion_note}；演示阶次，非公布的裁量基准"}
        who, at = access_of("admin", self.now).who, self.before(90)
        edit_power(
            code=POWER, values=note, bands=bands, version=power.version, reason="演示", who=who, now=at
        )
        self.paid(paid)
        self.unreported(due)

    def decided(self, shop: Shop, what: str, hours: float, **heard: str) -> Paper:
        """Drafted, told, heard and decided within a quarter of an hour."""
        case = self.case(shop, GOODS, what, hours, ("#b5651d", "#b5651d"))
        row = self.drafted(case, "simple", hours - 0.3, POWER)
        values = {
            "party_id_no": CODE,
            "officers": OFFICERS,
            "amount": "100",
            "discretion": "面积较小，当场收回，属较轻一档",
        }
        row = drafting.edit(
            access=self.squad, paper_id=row.pk, values=values, version=row.version, now=self.now
        )
        row = self.moved(row, self.squad, "tell", hours - 0.35)
        row = self.moved(row, self.squad, "hear", hours - 0.4, **heard)
        why = "告知后当场收回，按较轻一档下限"
        return self.moved(row, self.squad, "decide", hours - 0.45, reason=why)

    def paid(self, shop: Shop) -> None:
        said = {
            "statement": "rejected",
            "text": "说只摆了一小会儿",
            "reason": "两次巡查照片相隔十分钟，仍未收回",
        }
        row = self.decided(shop, "提醒后仍在人行道设摊", 44, **said)
        at = self.before(43.5)
        drawn = answering.add_file(row, signature(), "signature", who=self.squad.who, now=at)
        told = {"way": "on_site", "receiver": "店主", "servers": SERVERS, "signature": [drawn.pk]}
        row = self.moved(row, self.squad, "serve", 43.5, **told)
        row = self.moved(row, self.squad, "report", 26, person="法制审核员 何（演示）")
        row = self.moved(row, self.squad, "paid", 24, note="演示支付回单 0001")
        row = self.moved(row, self.squad, "close", 23.9, outcome="done")
        assert row.case is not None
        self.contested(row, "演示复议〔2026〕1 号", 20, ended=4, ruling="upheld")
        self.contested(row, "演示行初〔2026〕1 号", 3)
        self.settled(row.case, 23)

    def unreported(self, shop: Shop) -> None:
        row = self.decided(shop, "占道摆放货架，劝阻不听", 5.5, statement="nothing")
        told = {"refused": True, "refuse_why": "拒绝签字", "witness": "居委会工作人员", "servers": SERVERS}
        self.moved(row, self.squad, "serve", 4.9, way="on_site", **told)
