"""Editing routing rules: a draft, a dry run over the last cases, switching on with a date; nothing is overwritten."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from weige.cases.events import RoutesSwitched
from weige.cases.models import RouteBook, RouteRule
from weige.cases.queries.routing import book_in_force, known, rules_in_force, rules_of
from weige.cases.queries.routing_books import digest, shipped, when_of
from weige.cases.queries.routing_past import try_rules
from weige.cases.rules.routing import fault_of
from weige.cases.schemas.routing import RuleIn
from weige.cases.services.tracing import check_rules, street
from weige.kernel import log
from weige.kernel.access import SYSTEM, Access, Who
from weige.kernel.errors import Conflict, FieldError, Invalid, NotFound
from weige.kernel.streettime import LOCAL

#: The shipped rules hold from here: before it there was no case in this product.
FROM = datetime(2026, 1, 1, tzinfo=LOCAL)


def seed(*, now: datetime) -> bool:
    """The shipped table as the first book, in force at once, where there is none; says whether it was made."""
    if RouteBook.objects.exists():
        return False
    book = RouteBook.objects.create(
        no=1, author_name="", created_at=now, switched_at=now, starts_at=FROM, note="data/dispatch.csv"
    )
    RouteRule.objects.bulk_create(
        RouteRule(
            book=book,
            key=row["key"],
            order=n,
            when=when_of(row),
            target=row["target"],
            basis_zh=row["basis_zh"],
            basis_en=row["basis_en"],
            source=row["source"],
        )
        for n, row in enumerate(shipped())
    )
    return True


def _draft(version: int | None = None) -> RouteBook:
    """The draft, locked. Raises NotFound, Conflict when somebody changed it meanwhile."""
    found = RouteBook.objects.select_for_update(of=("self",)).filter(switched_at__isnull=True).first()
    if found is None:
        raise NotFound
    if version is not None and found.version != version:
        raise Conflict("route_draft_changed")
    return found


@transaction.atomic
def begin_draft(*, who: Who, now: datetime) -> RouteBook:
    """A draft with the rules of the book switched on last; the one there is when there is one."""
    known_draft = RouteBook.objects.filter(switched_at__isnull=True).first()
    if known_draft is not None:
        return known_draft
    last = RouteBook.objects.filter(switched_at__isnull=False).order_by("-starts_at", "-no").first()
    highest = RouteBook.objects.aggregate(no=Max("no"))["no"] or 0
    book = RouteBook.objects.create(
        no=highest + 1,
        based_on=last.no if last else None,
        author_id=who.user_id,
        author_name=who.name,
        created_at=now,
    )
    rows = list(RouteRule.objects.filter(book=last).order_by("order")) if last else []
    for row in rows:
        row.pk, row.book = None, book
    RouteRule.objects.bulk_create(rows)
    return book


@transaction.atomic
def set_draft(*, version: int, note: str, rules: list[RuleIn], who: Who, now: datetime) -> RouteBook:
    """The draft's rules become these, in this order. Raises Invalid (twice the same key)."""
    book = _draft(version)
    seen: set[str] = set()
    errors = []
    for n, rule in enumerate(rules):
        if rule.key in seen:
            errors.append(FieldError(f"rules[{n}].key", "route_key_twice", {"key": rule.key}))
        seen.add(rule.key)
    if errors:
        raise Invalid(errors)
    RouteRule.objects.filter(book=book).delete()
    RouteRule.objects.bulk_create(
        RouteRule(
            book=book,
            key=rule.key,
            order=n,
            enabled=rule.enabled,
            when={name: value for name, value in rule.when.dict().items() if value},
            target=rule.target.strip(),
            basis_zh=rule.basis_zh.strip(),
            basis_en=rule.basis_en.strip(),
            source="office",
        )
        for n, rule in enumerate(rules)
    )
    book.note, book.author_id, book.author_name, book.created_at = note, who.user_id, who.name, now
    book.version += 1
    book.save()
    return book


@transaction.atomic
def drop_draft(*, version: int) -> None:
    """Throws the draft away; what was switched on stays."""
    _draft(version).delete()


@transaction.atomic
def try_draft(*, access: Access, version: int, cases: int, now: datetime) -> dict[str, Any]:
    """The draft on the last cases beside the rules in force; the result is kept with the draft."""
    book = _draft(version)
    rules = rules_of(book)
    result = try_rules(access, rules_in_force(now)[1], rules, cases)
    kept = result | {"digest": digest(rules), "at": now.isoformat(), "by": access.who.name}
    book.trial = kept
    book.save(update_fields=["trial"])
    return kept


def switch_on(*, version: int, starts_at: datetime | None, note: str, who: Who, now: datetime) -> RouteBook:
    """The draft comes into force at `starts_at` (now when None).

    Raises Conflict route_not_tried (not tried as it stands), Invalid (a rule that cannot work, a start in the past).
    """
    with transaction.atomic():
        book = _draft(version)
        rules = rules_of(book)
        if not book.trial or book.trial.get("digest") != digest(rules):
            raise Conflict("route_not_tried")
        there = known(now)
        errors = [
            FieldError(f"rules[{n}]", fault.code, dict(fault.params))
            for n, rule in enumerate(rules)
            if rule.enabled and (fault := fault_of(rule, there)) is not None
        ]
        if starts_at is not None and starts_at < now:
            errors.append(FieldError("starts_at", "route_starts_in_past"))
        if errors:
            raise Invalid(errors)
        book.switched_at, book.starts_at = now, starts_at or now
        book.switched_by_id, book.switched_by_name = who.user_id, who.name
        book.note = note or book.note
        book.save()
        _tell(book, who, now)
    check_rules(now=now)
    return book


def _tell(book: RouteBook, who: Who, now: datetime) -> None:
    assert book.starts_at is not None, "set by the caller"
    event = RoutesSwitched(
        book=book.no,
        based_on=book.based_on,
        starts_at=book.starts_at.isoformat(),
        note=book.note,
        tried=int(book.trial.get("cases", 0)),
        differ=int(book.trial.get("differ", 0)),
    )
    log.append(event, who=who or SYSTEM, now=now, subject=f"routes:{book.no}", cells=street())


def go_back(*, no: int, who: Who, now: datetime) -> RouteBook:
    """A draft with the rules of an earlier book, to be tried as any other. Raises NotFound, Conflict."""
    with transaction.atomic():
        old = RouteBook.objects.filter(no=no, switched_at__isnull=False).first()
        if old is None:
            raise NotFound
        if RouteBook.objects.filter(switched_at__isnull=True).exists():
            raise Conflict("route_draft_there")
        book = begin_draft(who=who, now=now)
        RouteRule.objects.filter(book=book).delete()
        rows = list(RouteRule.objects.filter(book=old).order_by("order"))
        for row in rows:
            row.pk, row.book = None, book
        RouteRule.objects.bulk_create(rows)
        force = book_in_force(now)
        book.based_on = force.no if force else None
        book.note = f"← {no}"
        book.save()
    return book
