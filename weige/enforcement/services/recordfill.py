"""What a work record is filled in with before anybody types: from the case, its warning, house and shop."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from weige.cases.models import Case
from weige.enforcement.models import Paper
from weige.enforcement.queries.legal import limit, standing
from weige.enforcement.rules.records import frontage_score
from weige.enforcement.rules.stamps import stamp
from weige.kernel.access import Who
from weige.kernel.streettime import LOCAL
from weige.sensing.models import Warning
from weige.territory.models import Building

COLOURS = ("red", "yellow", "green")
#: What set a heritage check off, by how the case came in, where no warning says it.
SOURCES = {
    "sensor": "sensor",
    "patrol": "patrol",
    "hotline": "report",
    "resident": "report",
    "merchant": "report",
}
TOPICS = {"merchant": "merchant", "resident": "resident", "hotline": "resident"}


def day(moment: datetime, days: float = 0) -> str:
    """The street's day, so many days on."""
    return (moment.astimezone(LOCAL) + timedelta(days=days)).date().isoformat()


def fill_of(case: Case, kind: str, who: Who, *, now: datetime, due: datetime) -> dict[str, Any]:
    """Field → value of what is known (at most 3 statements)."""
    return FILLS[kind](case, who, now, due)


def _pledge(case: Case, _: Who, now: datetime, __: datetime) -> dict[str, Any]:
    shop = case.shop
    texts = standing(("pledge_health", "pledge_order", "pledge_green", "pledge_period"))
    said = {code: [part for part in one.text_zh.split("；") if part] for code, one in texts.items()}
    metres = f"，门面宽 {shop.frontage_m:g} 米" if shop and shop.frontage_m else ""
    return {
        "shop": shop.name_zh if shop else "",
        "area": f"{shop.address}门前{metres}" if shop else "",
        "bao_health": said["pledge_health"],
        "bao_order": said["pledge_order"],
        "bao_green": said["pledge_green"],
        "period": [day(now), day(now, float(texts["pledge_period"].limit.amount))],
        "qr": shop.code if shop else "",
    }


def _frontage(case: Case, who: Who, now: datetime, _: datetime) -> dict[str, Any]:
    return {
        "shop": case.shop.name_zh if case.shop else "",
        "checker": who.name,
        "time": now.isoformat(),
        "photos": ["见附图"] if case.evidence_count else [],
    }


def _topic(case: Case, who: Who, _: datetime, __: datetime) -> dict[str, Any]:
    return {
        "title": case.title_zh,
        "source": "frequent" if hasattr(case, "recurred") else TOPICS.get(case.source, "grid"),
        "problem": f"{case.place_zh}：{case.title_zh}。",
        "stakeholders": [case.shop.name_zh] if case.shop else [],
        "sponsor": [who.name, "1"],
    }


def _resolution(case: Case, _: Who, now: datetime, __: datetime) -> dict[str, Any]:
    topic = Paper.objects.filter(case=case, kind="topic").exclude(state="voided").order_by("-made_at").first()
    title = topic.content.get("title", "") if topic else case.title_zh
    return {
        "topic": f"{title} {topic.number}".strip() if topic else title,
        "meeting": [stamp(now), case.place_zh, ""],
    }


def _visit(_: Case, who: Who, now: datetime, __: datetime) -> dict[str, Any]:
    return {"visitor": who.name, "time": now.isoformat()}


def _rent(case: Case, _: Who, __: datetime, ___: datetime) -> dict[str, Any]:
    return {"house": house(case)}


def _heritage(case: Case, _: Who, __: datetime, due: datetime) -> dict[str, Any]:
    warning = Warning.objects.filter(pk=case.warning_id).first() if case.warning_id else None
    return {
        "building": house(case),
        "trigger": trigger(case, warning),
        "payload": payload(case, warning),
        "visit_due": (case.due_at or due).replace(second=0, microsecond=0).isoformat(),
    }


def _eligible(_: Case, __: Who, ___: datetime, ____: datetime) -> dict[str, Any]:
    return {}


def _accept(case: Case, _: Who, __: datetime, due: datetime) -> dict[str, Any]:
    return {
        "item": case.matter.name_zh if case.matter else case.title_zh,
        "deadline": day(due),
        "query": standing(("accept_query",))["accept_query"].text_zh,
    }


def house(case: Case) -> str:
    """Code, name and protection of the case's house; its place where there is none (1 statement)."""
    found: Building | None = case.building
    if found is None:
        return case.place_zh
    parts = [
        found.code,
        found.name_zh or case.place_zh,
        f"保护类别：{found.protection}" if found.protection else "",
    ]
    return " ".join(part for part in parts if part)


def trigger(case: Case, warning: Warning | None) -> str:
    """What set it off: a lease or a licence in a register, a sensor, a patrol, somebody's report."""
    if warning is None:
        return SOURCES.get(case.source, "patrol")
    signal = str(warning.explain.get("signal", ""))
    if signal.startswith("register."):
        return "lease" if "lease" in signal else "scope"
    return "sensor"


def payload(case: Case, warning: Warning | None) -> str:
    """What the warning says of itself, without anybody's name; else what was found."""
    if warning is None:
        return f"{stamp(case.found_at)}，{case.place_zh}，{case.title_zh}。"
    said = [f"{stamp(warning.opened_at)}，{warning.title_zh}", str(warning.explain.get("rule_zh", ""))]
    said += [str(one.get("zh", "")) for one in warning.explain.get("arithmetic", [])]
    return "；".join(part for part in said if part) + "。"


Fill = Callable[[Case, Who, datetime, datetime], dict[str, Any]]
FILLS: dict[str, Fill] = {
    "pledge": _pledge,
    "frontage": _frontage,
    "topic": _topic,
    "resolution": _resolution,
    "visit": _visit,
    "rent": _rent,
    "heritage": _heritage,
    "eligible": _eligible,
    "accept": _accept,
}


def proposed(
    kind: str, content: Mapping[str, Any], before: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """What follows from what was just filled in: the next visit of a rental house from its colour (the office's own
    days), the score of a frontage from the points taken off. What a person wrote instead stays (1 statement)."""
    if kind == "frontage" and content.get("items") != before.get("items"):
        old = str(frontage_score(before["items"])) if before.get("items") else ""
        if str(before.get("score") or "") in {"", old} and content.get("score") == before.get("score"):
            return {"score": str(frontage_score(content.get("items") or []))}
    if kind == "rent" and content.get("colour") != before.get("colour") and content.get("colour") in COLOURS:
        days = {colour: float(limit(f"rent_{colour}").amount) for colour in COLOURS}
        old = day(now, days[str(before["colour"])]) if before.get("colour") in COLOURS else ""
        same = content.get("next_visit") == before.get("next_visit")
        if same and str(before.get("next_visit") or "") in {"", old}:
            return {"next_visit": day(now, days[str(content["colour"])])}
    return {}
