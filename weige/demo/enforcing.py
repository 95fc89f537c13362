"""The demonstration's enforcement: papers in every state they can be in, transfers both ways, off-site files.
All of it goes through the services real work goes through; the pictures are drawn, the parties invented."""

from datetime import datetime

from weige.cases.models import Case
from weige.demo.acting import access_of
from weige.demo.enforcer import FUME, GOODS, SERVERS, Enforcer
from weige.demo.offsites import OffsiteFiles
from weige.demo.onspot import OnTheSpot
from weige.enforcement.models import Legal, Paper, Transfer
from weige.enforcement.schemas.transfers import ArrivalIn, TransferIn
from weige.enforcement.services import transferring
from weige.enforcement.services.legal import confirm, edit
from weige.people.models import Post
from weige.registry.models import Shop

COMPARED = (
    "order_act",
    "order_remedy",
    "prenotice_defence",
    "prenotice_hearing",
    "decision_fine",
    "decision_remedy",
    "simple_defence",
    "simple_person",
    "simple_unit",
)
NEEDED = 14  # shops without an account that the papers and files are about


def load_enforcement(now: datetime) -> int:
    """Loads it for an empty enforcement module, after cast, shops and devices; gives how many papers there are."""
    area = Post.objects.get(code="squad-C1").area_id
    here = Shop.objects.filter(cells__contains=[area]).order_by("code")
    owned = here.filter(owner__isnull=False).first()
    others = list(here.filter(owner__isnull=True)[:NEEDED])
    if owned is None or len(others) < NEEDED:
        return 0
    maker = Papers(now)
    maker.confirmed_texts()
    maker.notices(owned, others)
    maker.orders(others)
    OffsiteFiles(now).all(others[2], others[9:12])
    OnTheSpot(now).both(others[12], others[13])
    maker.transfers(others)
    maker.held_back(others[8])
    return Paper.objects.count()


class Papers(Enforcer):
    """Notices, orders and transfers of the last two days."""

    def confirmed_texts(self) -> None:
        """The chief has compared what the papers say with the published texts; said to be demo."""
        who, at = access_of("chief", self.now).who, self.before(60)
        for code in COMPARED:
            confirm(code=code, version=0, source="演示：视为已与公布文本核对", who=who, now=at)

    def notices(self, owned: Shop, shops: list[Shop]) -> None:
        """Of each kind one: drafted, with its number, served in three ways, answered, believed, not believed, not
        followed, void. In the order of their numbers."""
        case = self.case(shops[5], GOODS, "台阶前堆放货箱", 31, ("#6b7075",))
        row = self.moved(self.drafted(case, "notice", 30.5), self.squad, "issue", 30.4)
        row = self.moved(
            row, self.squad, "serve", 30, way="posted", tracking="演示邮件 0001", receiver="公司前台"
        )
        self.moved(row, self.squad, "not_complied", 4, recheck="not", reason="复查时货箱未动")
        self.served_notice(shops[0])
        boxes = self.case(shops[3], GOODS, "门前堆放纸箱", 7, ("#b08d57",))
        row = self.moved(self.drafted(boxes, "notice", 6.9), self.squad, "issue", 6.8)
        row = self.moved(row, self.squad, "serve", 6.7, way="on_site", receiver="店主")
        self.answered(row, shops[3].name_zh, "纸箱已搬走", 3.2, shift=480)
        self.moved(row, self.squad, "accept_answer", 2.9, note="现场已清空")

        case = self.case(shops[4], GOODS, "门前摆放花车", 6, ("#6f8f5a",))
        row = self.moved(self.drafted(case, "notice", 5.9), self.squad, "issue", 5.8)
        row = self.moved(row, self.squad, "serve", 5.7, way="electronic", receiver="店主")
        self.answered(row, shops[4].name_zh, "花车已移到门内", 2.5, shift=200)
        self.moved(row, self.squad, "refuse_answer", 2.2, reason="照片里花车仍压着人行道，请整车移入店内")
        other = self.moved(self.drafted(case, "notice", 5.5), self.squad, "issue", 5.4)
        self.moved(other, access_of("duty", self.now), "void", 5.3, reason="与前一份重复，作废留号")
        self.answered_notice(owned)
        self.moved(self.drafted(case, "notice", 1.4), self.squad, "issue", 1.3)  # to be served
        self.drafted(boxes, "notice", 0.6)

    def answered_notice(self, shop: Shop) -> None:
        """The merchant has put it right and sent a photo; the officer has not looked yet."""
        case = self.case(shop, GOODS, "门前摆放货品", 3, ("#c2803a",))
        row = self.moved(self.drafted(case, "notice", 2.9), self.squad, "issue", 2.8)
        row = self.moved(row, self.squad, "serve", 2.7, way="on_site", receiver="店主")
        self.answered(row, shop.name_zh, "已收回店内", 1, shift=500)

    def served_notice(self, shop: Shop) -> None:
        case = self.case(shop, FUME, "油烟扰民，居民反映", 26, ("#6b7075",))
        row = self.moved(self.drafted(case, "notice", 25), self.squad, "issue", 24.9)
        self.moved(row, self.squad, "serve", 24.8, way="on_site", receiver="值班店员", relation="员工")

    def orders(self, shops: list[Shop]) -> None:
        """One left behind because signing was refused; one posted, followed, verified and closed."""
        case = self.case(shops[6], GOODS, "跨门经营，货架摆到人行道", 47, ("#946b3c", "#946b3c"))
        row = self.moved(self.order(case, 46), self.squad, "issue", 45.8)
        row = self.moved(
            row, self.squad, "serve", 45.5, way="posted", tracking="演示邮件 0002", servers=SERVERS
        )
        row = self.moved(row, self.squad, "complied", 8, recheck="corrected", note="货架已拆除")
        row = self.moved(row, self.squad, "close", 7.9, outcome="done")
        self.contested(row, "演示复议〔2026〕2 号", 7.5, ended=6, ruling="upheld")
        case = self.case(shops[1], GOODS, "多次提醒后仍占道摆放", 20, ("#a0522d", "#a0522d"))
        row = self.moved(self.order(case, 19), self.squad, "issue", 18.8)
        told = {"refused": True, "refuse_why": "拒绝签字", "witness": "居委会工作人员", "servers": SERVERS}
        row = self.moved(row, self.squad, "serve", 18.7, way="left", **told)
        self.contested(row, "演示复议〔2026〕3 号", 12, ended=2, ruling="changed")

    def held_back(self, shop: Shop) -> None:
        """Since noon the words on remedies read otherwise than what was compared: this order waits for the chief."""
        case = self.case(shop, GOODS, "占用盲道摆摊", 2.4, ("#8b5a2b", "#8b5a2b"))
        row = Legal.objects.get(code="order_remedy")
        edit(
            code="order_remedy",
            values={"text_zh": f"{row.text_zh}（演示：措辞已改，待重新核对）"},
            version=row.version,
            reason="演示：核对后又改了措辞",
            who=access_of("squad2", self.now).who,
            now=self.before(2.3),
        )
        self.order(case, 2.1)

    def transfers(self, shops: list[Shop]) -> None:
        """One sent that nobody has signed for; one taken over under the other side's number; one that came in."""
        case = self.case(shops[7], GOODS, "占道摊点污水倒入雨水井", 54, ("#3c4a3f",))
        row = self.sent(case, "雨污混接的认定属水务部门", 53)
        desk = self.squad
        row = self.passed(row, desk, "receive", 50, person="演示区水务局 收发室")
        self.passed(
            row, desk, "accept", 29, other_number="演示区水〔2026〕126 号", note="对方书面回执，本台代录"
        )
        fumes = Case.objects.filter(shop=shops[0]).latest("reported_at")
        self.sent(fumes, "油烟排放检测属部门专业权限", 22)
        self.settled(fumes, 20)
        self.arrival(shops[1])

    def sent(self, case: Case, reason: str, hours: float) -> Transfer:
        other = "演示区水务局" if "水务" in reason else "演示区生态环境局"
        wish = TransferIn(case=case.pk, other=other, reason=reason, basis="街道与部门案件移送办法（演示）")
        row = transferring.draft(access=self.squad, data=wish, now=self.before(hours))
        row = self.passed(row, access_of("chief", self.now), "approve", hours - 0.9)
        return self.passed(row, self.squad, "send", hours - 1)

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
        self.passed(row, desk, "receive", 5, person="值班室")
