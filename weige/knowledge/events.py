"""What happens to black spots, in the past tense. Neighbours may read these and nothing else of this module."""

from dataclasses import dataclass

from weige.kernel.events import DomainEvent


@dataclass(frozen=True, kw_only=True)
class SpotEvent(DomainEvent):
    """Common to all. spot_id: what others link a black spot by; lon/lat WGS84 degrees; note: free text."""

    PERSONAL = ("note",)
    spot_id: int
    number: str
    state: str
    title_zh: str
    title_en: str
    place_zh: str = ""
    lon: float
    lat: float
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SpotProposed(SpotEvent):
    """The system found that one matter at one place came `count` times in `days` days."""

    KIND = "knowledge.spot_proposed"
    count: int
    days: int


@dataclass(frozen=True, kw_only=True)
class SpotOpened(SpotEvent):
    """Somebody opened it, or took up a proposal."""

    KIND = "knowledge.spot_opened"


@dataclass(frozen=True, kw_only=True)
class SpotDismissed(SpotEvent):
    KIND = "knowledge.spot_dismissed"


@dataclass(frozen=True, kw_only=True)
class SpotClosed(SpotEvent):
    """before, after: cases a week before the first measure and in the last weeks, when known."""

    KIND = "knowledge.spot_closed"
    before: float | None = None
    after: float | None = None


@dataclass(frozen=True, kw_only=True)
class SpotReopened(SpotEvent):
    """回潮: it came back after closing."""

    KIND = "knowledge.spot_reopened"


@dataclass(frozen=True, kw_only=True)
class MeasureTaken(SpotEvent):
    KIND = "knowledge.measure_taken"
    measure_id: int
    measure_kind: str


@dataclass(frozen=True, kw_only=True)
class PlanSet(SpotEvent):
    """Somebody looks there every so many days from now on; post_id: who."""

    KIND = "knowledge.plan_set"
    plan_id: int
    post_id: int
    every_days: int


@dataclass(frozen=True, kw_only=True)
class CheckDue(SpotEvent):
    """A look that was planned is due today; post_id: whose it is."""

    KIND = "knowledge.check_due"
    check_id: int
    post_id: int


@dataclass(frozen=True, kw_only=True)
class CheckDone(SpotEvent):
    """found: clear, or back."""

    KIND = "knowledge.check_done"
    check_id: int
    found: str


@dataclass(frozen=True, kw_only=True)
class FrequentRuleChanged(DomainEvent):
    """From how many cases in how many days a black spot is proposed was edited."""

    KIND = "knowledge.frequent_rule_changed"
    PERSONAL = ()
    prefix: str
    before: dict[str, int]
    after: dict[str, int]
