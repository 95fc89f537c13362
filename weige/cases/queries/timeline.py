"""The log of a case as people read it: what happened, by which post, with its reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from weige.cases.models import Case
from weige.cases.queries import passing
from weige.cases.queries.beside import beside
from weige.cases.rules import telling
from weige.cases.rules.words import label
from weige.kernel import links, log
from weige.kernel.models import Event
from weige.kernel.wording import event_words
from weige.people.models import Department, Post

Names = Mapping[int, tuple[str, str]]
SAID = (
    "clause", "reason", "answered", "note", "into_number", "from_number", "follow_number", "part_number",
)  # fmt: skip
#: Said with the name of their field, for alone they would not say what they are.
NAMED = ("order_no", "ledger", "component", "plan", "safety")
SYSTEM_NAME = ("系统", "System")


def item(event: Event, posts: Names, departments: Names) -> dict[str, Any]:
    """One event about a case as a line with icon and tone; actors are posts, not persons.

    Modules above cases write on its timeline too: their words are in their own labels.toml, and what their payload says
    in said_zh and said_en is the grey line.
    """
    kind = event.kind.partition(".")[2]
    said = event_words(event.kind)
    return {
        "cursor": f"{event.tx}.{event.pk}",
        "id": event.pk,
        "at": event.at,
        "kind": event.kind,
        "subject": event.subject,
        "icon": said.get("icon", "note"),
        "tone": said.get("tone", "neutral"),
        "text_zh": said.get("zh", kind),
        "text_en": said.get("en", kind),
        "detail_zh": line(event, posts, departments, "zh"),
        "detail_en": line(event, posts, departments, "en"),
        "actor_zh": actor(event, posts, "zh"),
        "actor_en": actor(event, posts, "en"),
        "state": event.payload.get("state", ""),
        "reason": event.payload.get("reason", ""),
        "note": event.payload.get("note", ""),
        "evidence_id": event.payload.get("evidence_id"),
        "lon": event.payload.get("lon"),
        "lat": event.payload.get("lat"),
        "level": event.payload.get("level") or None,
    }


def actor(event: Event, posts: Names, language: str) -> str:
    """Who did it: the post's name; "system" for the machine's own moves; whom a link was made out to."""
    at = 1 if language == "en" else 0
    if event.actor_post_id is not None and event.actor_post_id in posts:
        return posts[event.actor_post_id][at]
    if event.actor_kind == "link":
        return links.label_in(event.actor_name, language)
    return SYSTEM_NAME[at] if event.actor_kind == "system" else ""


def line(event: Event, posts: Names, departments: Names, language: str) -> str:
    """The grey line under an event. What another module did to the case says it in its own words (said_zh, said_en):
    its fields are not ours to read."""
    if event.kind.startswith("cases."):
        return detail(event.payload, posts, departments, language)
    said = [event.payload.get(name) or "" for name in (f"said_{language}", *SAID)]
    return " · ".join(part for part in said if part)


def detail(payload: Mapping[str, Any], posts: Names, departments: Names, language: str) -> str:
    """The one grey line: to whom, result, basis, reason, note."""
    at = 1 if language == "en" else 0
    parts = []
    if payload.get("move") in {"dispatch", "assign", "designate", "agree_transfer"}:
        to = posts.get(payload.get("handler_post_id") or 0) or departments.get(
            payload.get("department_id") or 0
        )
        parts += [to[at] if to else "", payload.get(f"basis_{language}") or ""]
    if payload.get("principle") and not payload.get(f"basis_{language}"):
        parts.append(label("principle", payload["principle"], language))
    parts.append(payload.get(f"standard_{language}") or "")
    if payload.get("move") in {"return", "propose_transfer", "approve_transfer"}:
        named = posts.get(payload.get("to_post_id") or 0) or departments.get(
            payload.get("to_department_id") or 0
        )
        parts.append(label("word", "should_be", language).format(unit=named[at]) if named else "")
    for name in ("urgency", "degree", "about", "opinion", "patrol"):
        parts.append(label(name, payload[name], language) if payload.get(name) else "")
    parts.append(label("urged_by", payload["by"], language) if payload.get("urges") is not None else "")
    if payload.get("outcome"):
        parts.append(label("outcome", payload["outcome"], language))
    if payload.get("source"):
        parts.append(label("source", payload["source"], language))
    if payload.get("step"):
        parts += [payload.get("order_number", ""), label("hotline_step", payload["step"], language)]
        parts.append(label("hotline_answer", payload["answer"], language) if payload.get("answer") else "")
    if payload.get("stage_clock"):
        parts.append(label("clock", payload["stage_clock"], language))
    parts += payload.get("parts") or []
    for name in NAMED:
        parts.append(f"{label('field', name, language)} {payload[name]}" if payload.get(name) else "")
    parts += [payload.get(name) or "" for name in (f"said_{language}", *SAID)]
    parts += [payload.get(f"why_{language}") or "", _again(payload, language)]
    return " · ".join(part for part in parts if part)


def _again(payload: Mapping[str, Any], language: str) -> str:
    """第 3 次（30 天内），上一件 示20261101-0004."""
    if not payload.get("nth"):
        return ""
    return label("reason", "again", language).format(**payload)


def names_of(events: Sequence[Event]) -> tuple[Names, Names]:
    """Names of the posts and departments that events speak of (at most 2 statements)."""
    posts = {event.actor_post_id for event in events}
    posts |= {e.payload.get(name) for e in events for name in ("handler_post_id", "to_post_id")}
    departments = {e.payload.get(name) for e in events for name in ("department_id", "to_department_id")}
    return _names(Post, posts), _names(Department, departments)


def _names(model: type[Post] | type[Department], ids: set[int | None]) -> Names:
    wanted = [pk for pk in ids if pk is not None]
    if not wanted:
        return {}
    rows = model._default_manager.filter(pk__in=wanted).values_list("pk", "name_zh", "name_en")
    return {pk: (zh, en or zh) for pk, zh, en in rows}


def of(case: Case) -> list[dict[str, Any]]:
    """The timeline of a case, newest first (at most 3 statements)."""
    return told(case)[0]


def told_to(case: Case, reader: int | None) -> list[dict[str, Any]]:
    """The timeline as somebody reads it who speaks only for themselves, newest first (at most 3 statements)."""
    events = [
        event
        for event in log.of(case.subject).order_by("-id")
        if telling.told(event.kind, mine=_by(event, reader), concerned=event.user_ids or (), reader=reader)
    ]
    posts, departments = names_of(events)
    return [
        line
        if _by(event, reader)
        else telling.plain(line, event.payload, _outcome(event.payload.get("outcome")))
        for event, line in ((event, item(event, posts, departments)) for event in events)
    ]


def _by(event: Event, reader: int | None) -> bool:
    return reader is not None and event.actor_user_id == reader


def _outcome(code: str | None) -> dict[str, str]:
    return {language: label("outcome", code, language) for language in ("zh", "en")} if code else {}


def told(case: Case) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """The timeline, newest first, the case's way from hand to hand, oldest first, and what stands beside it now (at
    most 3 statements)."""
    events = list(log.of(case.subject).order_by("-id"))
    posts, departments = names_of(events)
    lines = [item(event, posts, departments) for event in events]
    return lines, passing.chain(events[::-1], posts, departments), beside(case, events, posts)
