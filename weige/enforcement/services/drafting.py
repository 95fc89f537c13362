"""Drafting a paper from a case: nothing is typed again that the case, the shop or the catalogue of powers knows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from weige.cases.models import Case, Evidence
from weige.enforcement.events import PaperDrafted
from weige.enforcement.models import Attachment, Paper, PaperKind, Power
from weige.enforcement.queries.legal import standing
from weige.enforcement.queries.parties import SEALED
from weige.enforcement.queries.powers import usable
from weige.enforcement.rules.english import WANTED_ZH
from weige.enforcement.rules.fields import PaperField, clean, fields_of
from weige.enforcement.rules.legal import stands
from weige.enforcement.rules.records import GRADE, KEPT, KINDS
from weige.enforcement.rules.stamps import over_line, stamp
from weige.enforcement.services import recordfill
from weige.enforcement.services.adding import note_added
from weige.enforcement.services.engine import tell
from weige.enforcement.services.known import evidence_lines, last_officers
from weige.kernel import sealing
from weige.kernel.access import Access, Who
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from weige.kernel.streettime import LOCAL
from weige.kernel.worktime import Calendar, Clock, Limit, Unit, WorktimeError

ALONE = {
    "notice": "paper.notice",
    "order": "paper.order",
    "simple": "paper.order",
    **KINDS,
}  # kinds people draft themselves, and the verb they need
SEEN_KINDS = ("detection", "before")


def titled(case: Case) -> str:
    """Whose and what, said once: many a case names its shop already."""
    whose = case.shop.name_zh if case.shop else case.place_zh
    return (case.title_zh if whose in case.title_zh else f"{whose} {case.title_zh}")[:200]


def draft(
    *,
    access: Access,
    case_id: UUID,
    kind_code: str,
    power_code: str,
    calendar: Calendar,
    now: datetime,
    key: UUID | None = None,
    values: Mapping[str, Any] | None = None,
    over_m: Decimal | None = None,
) -> Paper:
    """A paper with all that is known filled in; `values` replace it. The same key from the same person is the same
    paper. Raises NotFound, Forbidden, Conflict (case ended, key of another's), Invalid (kind, power, values)."""
    known = sent_before(access, key)
    if known is not None:
        return known
    rows = Case.objects.select_related("matter", "condition", "shop", "department", "building")
    case = access.get("case.read", rows, id=case_id)
    kind = PaperKind.objects.filter(pk=kind_code).first()
    if kind is None or kind_code not in ALONE:
        raise Invalid([FieldError("kind", "paper_kind_not_alone")])
    if case.ended_at is not None:
        raise Conflict("paper_case_ended")
    power = None if kind.grade == GRADE else chosen_power(case, power_code, now)
    row = Paper(
        kind=kind, state="draft", power=power, shop=case.shop, made_at=now, **columns(case, access.who)
    )
    row.over_m = over_m if kind_code == "notice" else None
    row.id = key or row.id
    try:
        return drafted_from(row, case, access=access, values=values or {}, calendar=calendar, now=now)
    except IntegrityError:  # sent twice at the same moment
        known = sent_before(access, key)
        if known is None:
            raise
        return known


@transaction.atomic
def drafted_from(
    row: Paper,
    case: Case,
    *,
    access: Access,
    values: Mapping[str, Any],
    calendar: Calendar,
    now: datetime,
) -> Paper:
    """Fills a new paper from its case and keeps it. Raises Forbidden, Invalid."""
    kind = row.kind
    row.title = titled(case)
    if access.post.department_id is not None:
        row.department_id = access.post.department_id
    if not access.may(ALONE[kind.pk], row):
        raise Forbidden("not_your_move")
    due = term(kind, calendar, now)
    if (
        kind.grade == GRADE
    ):  # staff's own: neither the shop's owner nor whoever reported the case has a hand in it
        row.party_users = []
        filled = recordfill.fill_of(case, kind.pk, access.who, now=now, due=due)
    else:
        filled = prefilled(case, kind, row.power, access.who, calendar=calendar, due=due)
        if row.over_m is not None:
            filled["issue_desc"] += over_line(row.over_m)
    fill(row, filled)
    before = whole(row)
    fill(row, values)
    if kind.grade == GRADE and values:
        fill(row, recordfill.proposed(kind.pk, whole(row), before, now=now))
    row.texts = texts_of(kind.pk, filled)
    row.save()
    keep_seen(row, case, now)
    told = {"kind": kind.pk, "kind_zh": kind.name_zh, "kind_en": kind.name_en}
    told |= {"said_zh": kind.name_zh, "said_en": kind.name_en}
    tell(row, PaperDrafted, "draft", "", who=access.who, now=now, told=told)
    return row


def sent_before(access: Access, key: UUID | None) -> Paper | None:
    """The paper this person sent under this key. Raises Conflict for somebody else's."""
    if key is None:
        return None
    row = Paper.objects.select_related("kind").filter(pk=key).first()
    if row is not None and row.maker_id != access.who.user_id:
        raise Conflict("paper_known")
    return row


def columns(case: Case, who: Who) -> dict[str, Any]:
    """What a procedure takes over from its case."""
    posts = [pk for pk in (who.post_id, case.handler_post_id) if pk is not None]
    owner = case.shop.owner_id if case.shop else None
    return {
        "case": case,
        "cells": case.cells,
        "leaf_cells": case.leaf_cells,
        "department_id": case.department_id,
        "maker_id": who.user_id,
        "maker_post_id": who.post_id,
        "party_posts": list(dict.fromkeys(posts)),
        "party_users": [owner] if owner is not None else [],
    }


def chosen_power(case: Case, code: str, now: datetime) -> Power | None:
    """The power named, else the first in force that fits the case's matter; None when none does. Raises Invalid."""
    today, filed = local_day(now), local_day(case.filed_at or case.reported_at)
    if code:
        power = Power.objects.filter(code=code).first()
        if power is None:
            raise Invalid([FieldError("power", "power_unknown")])
        return power
    if case.matter is None:
        return None
    fitting = Power.objects.filter(matters__contains=[case.matter.code]).order_by("code")
    return next((power for power in fitting if usable(power, today=today, filed_on=filed)), None)


def local_day(moment: datetime) -> Any:
    """The street's day of a moment."""
    return moment.astimezone(LOCAL).date()


def term(kind: PaperKind, calendar: Calendar, now: datetime) -> datetime:
    """When the usual term of the kind ends, by the working-time clock, to the minute. Raises Invalid without a
    calendar."""
    try:
        due = Clock(calendar).due(now, kind.limit).at
    except WorktimeError as error:
        raise Invalid([FieldError("due", f"calendar_{error.code}", dict(error.params))]) from error
    assert due is not None, "no pause is open"
    return due.replace(second=0, microsecond=0)


def prefilled(
    case: Case, kind: PaperKind, power: Power | None, who: Who, *, calendar: Calendar, due: datetime
) -> dict[str, Any]:
    """The fields of the kinds people draft, from the case, its shop, the power and the officer's last order."""
    closing = case.condition.closing_zh if case.condition else ""
    wanted = f"{WANTED_ZH}{'：' + closing if closing else ''}。"
    shop = case.shop
    if kind.pk == "notice":
        return {
            "shop": shop.name_zh if shop else case.place_zh,
            "issue_type": case.matter.name_zh if case.matter else case.title_zh,
            "issue_desc": f"{stamp(case.found_at)}，{case.place_zh}，{case.title_zh}。",
            "suggest": wanted,
            "due": due.isoformat(),
            "issuer": who.name,
            "photos": ["见附图"],
        }
    if kind.pk == "simple":
        return on_the_spot(case, power, who)
    said = wording("order_consequence", "order_remedy")
    recheck = Clock(calendar).due(due, Limit(1, Unit.WORK_DAY)).at or due
    return {
        "party_type": "household" if shop else "",
        "party_name": shop.name_zh if shop else "",
        "party_id_type": "uscc" if shop else "",
        "party_addr": shop.address if shop else case.place_zh,
        "found_time": case.found_at.isoformat(),
        "found_place": case.place_zh,
        "fact": f"{stamp(case.found_at)}，在{case.place_zh}发现：{case.title_zh}。",
        "evidence_refs": evidence_lines(case),
        **said_by(kind.pk, power),
        "rectify_content": wanted,
        "rectify_deadline": due.isoformat(),
        "consequence": said["order_consequence"],
        "remedy": said["order_remedy"],
        "officers": last_officers(who),
        "recheck_date": local_day(recheck).isoformat(),
    }


def on_the_spot(case: Case, power: Power | None, who: Who) -> dict[str, Any]:
    """The fields of a decision on the spot; the amount is left to the officer."""
    shop, said = case.shop, wording("decision_fine", "decision_remedy", "simple_defence")
    return {
        "party": shop.name_zh if shop else "",
        "party_type": "household" if shop else "",
        "party_id_type": "uscc" if shop else "",
        "party_addr": shop.address if shop else "",
        "found_time": case.found_at.isoformat(),
        "found_place": case.place_zh,
        "facts": f"{stamp(case.found_at)}，在{case.place_zh}发现：{case.title_zh}。",
        "evidence_refs": evidence_lines(case),
        **said_by("simple", power),
        "pay_way": "electronic",
        "perform": said["decision_fine"],
        "right_defense": said["simple_defence"],
        "remedy": said["decision_remedy"],
        "officers": last_officers(who),
    }


def said_by(kind: str, power: Power | None) -> dict[str, Any]:
    """The fields a power fills in a paper of a kind (1 statement for an order)."""
    prohibition, penalty = (power.prohibition_basis, power.penalty_basis) if power else ("", "")
    if kind == "simple":
        note = power.discretion_note if power else ""
        return {"basis": [text for text in (prohibition, penalty) if text], "discretion": note}
    if kind == "order":
        act = wording("order_act")["order_act"]
        return {
            "violated_law": [prohibition] if prohibition else [],
            "order_basis": [text for text in (act, penalty) if text],
        }
    return {}


def repower(row: Paper, code: str) -> None:
    """Puts a draft under another power, or none (empty code): what the old one filled in and nobody has changed since
    follows; what a person wrote stays. Raises Invalid for a power there is not."""
    power = Power.objects.filter(code=code).first() if code else None
    if code and power is None:
        raise Invalid([FieldError("power", "power_unknown")])
    old, new = said_by(row.kind_id, row.power), said_by(row.kind_id, power)
    fill(row, {key: new[key] for key in new if (row.content.get(key) or old[key]) == old[key]})
    row.power = power


def wording(*codes: str) -> dict[str, str]:
    """The reference texts as they stand now (1 statement)."""
    return {code: one.text_zh for code, one in standing(codes).items()}


def texts_of(kind: str, content: Mapping[str, Any]) -> dict[str, list[str]]:
    """Field → codes of the reference texts that stand in what is filled in (1 statement)."""
    found: dict[str, list[str]] = {}
    for code, one in standing().items():
        for used, field in one.base.used:
            if used == kind and stands(content.get(field), one.text_zh):
                found.setdefault(field, []).append(code)
    return found


def keep_seen(row: Paper, case: Case, now: datetime) -> None:
    """The case's pictures of what was found, at most two, become what the party sees."""
    rows = Evidence.objects.filter(case=case, kind__in=SEEN_KINDS, blob__media_type__startswith="image/")
    Attachment.objects.bulk_create(
        [
            Attachment(subject=row.own_subject, role="seen", blob_id=one.blob_id, added_at=now)
            for one in rows.order_by("added_at", "id")[:2]
        ],
        ignore_conflicts=True,
    )


def note_pictures(row: Paper) -> None:
    """A draft work record that asks for photos says whether it has any (1–2 statements)."""
    if row.kind.grade != GRADE or not any(field.key == "photos" for field in fields_of(row.kind.doc)):
        return
    has = Attachment.objects.filter(subject=row.own_subject, role="seen").exists()
    row.content["photos"] = ["见附图"] if has else []
    row.save(update_fields=["content"])


def fill(row: Paper, values: Mapping[str, Any]) -> None:
    """Puts values into the paper's fields; sealed ones encrypted. Raises Invalid for a field there is not or a
    wrong value."""
    known = {field.key: field for field in fields_of(row.kind.doc)}
    errors = []
    for key, value in values.items():
        field = known.get(key)
        if field is None or field.stage not in {"draft", "service", "recheck", "later"}:
            errors.append(FieldError(key, "unknown_choice", {"choices": ", ".join(drafted(known.values()))}))
            continue
        try:
            said = clean(field, value)
        except ValueError as error:
            errors.append(FieldError(key, "field_invalid", {"reason": str(error)}))
            continue
        _keep(row, field, said)
    if errors:
        raise Invalid(errors)


def drafted(fields: "Sequence[PaperField] | Any") -> list[str]:
    return [field.key for field in fields if field.stage == "draft"]


def _keep(row: Paper, field: PaperField, said: Any) -> None:
    if not field.sealed:
        row.content[field.key] = said
    elif said:
        row.sealed[field.key] = sealing.seal("\n".join(said) if isinstance(said, list) else said, SEALED)
    else:
        row.sealed.pop(field.key, None)


def whole(row: Paper) -> dict[str, Any]:
    """The content with the sealed fields opened; for checking and printing only."""
    content: dict[str, Any] = row.content
    opened = {key: sealing.opened(value, SEALED) for key, value in row.sealed.items()}
    rows = {field.key for field in fields_of(row.kind.doc) if field.kind == "lines"} & opened.keys()
    return content | opened | {key: opened[key].splitlines() for key in rows}


def stands_so(row: Paper, values: Mapping[str, Any]) -> bool:
    """Whether every one of these values stands in it already: sent again after a lost answer, or written alike by
    somebody else. There is nothing to do, and nothing is lost."""
    known, content = {field.key: field for field in fields_of(row.kind.doc)}, whole(row)
    try:
        return all(
            key in known and (content.get(key) or "") == (clean(known[key], value) or "")
            for key, value in values.items()
        )
    except ValueError:
        return False


@transaction.atomic
def edit(*, access: Access, paper_id: UUID, values: Mapping[str, Any], version: int, now: datetime) -> Paper:
    """Changes fields of a draft, or of a kept work record what is known later. Raises NotFound, Forbidden,
    Conflict (changed; already issued), Invalid."""
    rows = Paper.objects.select_related("kind", "case", "power", "shop").select_for_update(of=("self",))
    row = access.get("paper.list", rows, pk=paper_id)
    if not access.may(ALONE.get(row.kind_id, "paper.order"), row):
        raise Forbidden("not_your_move")
    if row.version != version:
        if stands_so(row, values):
            return row
        raise Conflict("enforcement_changed")
    later = row.kind.grade == GRADE and row.state in KEPT
    fixed = {field.key for field in fields_of(row.kind.doc) if field.stage != "later"}
    if (row.state != "draft" and not later) or (later and fixed & values.keys()):
        raise Conflict("paper_frozen")
    given, before = dict(values), whole(row)
    if "power" in given and row.kind.grade != GRADE:
        repower(row, str(given.pop("power") or "")[:20])
    fill(row, given)
    if row.kind.grade == GRADE and not later:
        fill(row, recordfill.proposed(row.kind_id, whole(row), before, now=now))
    row.version += 1
    row.save()
    if later:
        note_added(row, given.keys(), who=access.who, now=now)
    return row
