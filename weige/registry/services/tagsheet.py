"""Tags from a sheet: all rows or none. Tag, kind and thing are written by code or by name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from weige.kernel.access import Access
from weige.kernel.tabular import Outcome, Row, RowError, Sheet, run_import
from weige.registry.models import Tag, TagKind
from weige.registry.queries import things as finding
from weige.registry.queries.things import Filter, Taggable, Thing
from weige.registry.rules.tags import THING_WORDS, day_faults
from weige.registry.services.tagging import Mark, begin, close, day_of, draft, write
from weige.territory.models import Address

SHOWN: Final = 8
"""Codes told of a name that several things have (our default)."""


def import_tags(*, access: Access, sheet: Sheet, now: datetime, dry_run: bool) -> tuple[Outcome, int | None]:
    """Puts the tags of a sheet (schemas.TAGS), all rows or none; returns what it did and the act's number."""
    kept: list[int] = []

    def check(rows: Sequence[Row]) -> list[RowError]:
        return _Rows(access, now, rows).read()[1]

    def apply(rows: Sequence[Row]) -> None:
        drafts, _ = _Rows(access, now, rows).read()
        labels = sorted({one.label_id for one in drafts})
        source = "；".join(sorted({str(row["source"]) for row in rows}))[:200]  # as far as they fit
        batch = begin(access, drafts[0].label if len(labels) == 1 else None, "import", source, now)
        for tag in drafts:
            tag.batch = batch
        new, _ = write(drafts, now, access.who.name) if drafts else ([], 0)
        close(access, batch, new, now)
        kept.append(batch.pk)

    outcome = run_import(sheet, apply, check=check, dry_run=dry_run)
    return outcome, kept[0] if kept and outcome.written else None


def bare(text: object) -> str:
    """A name as it is compared: capitals and spaces do not count."""
    return "".join(str(text or "").split()).casefold()


def by_name(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """bare name → what is called so, each once."""
    found: dict[str, list[Any]] = defaultdict(list)
    for name, one in pairs:
        if bare(name) and one not in found[bare(name)]:
            found[bare(name)].append(one)
    return found


class _Rows:
    """Rows of a sheet as tags, with all that is wrong with each; some of their cells may not have been read."""

    def __init__(self, access: Access, now: datetime, rows: Sequence[Row]) -> None:
        self.access, self.now, self.on, self.rows = access, now, day_of(now), rows
        labels = list(TagKind.objects.filter(retired=False).order_by("code"))
        self.labels = {one.pk: one for one in labels}
        self.label_names = by_name((name, one) for one in labels for name in (one.name_zh, one.name_en))
        kinds = {THING_WORDS.get(bare(row["kind"]), str(row["kind"])) for row in rows if row["kind"]}
        self.things = {kind: self._things(kind) for kind in kinds}

    def read(self) -> tuple[list[Tag], list[RowError]]:
        drafts: list[Tag] = []
        errors: list[RowError] = []
        for row in self.rows:
            wrong, tag = self._tag(row)
            errors += wrong
            if tag is not None:
                drafts.append(tag)
        return drafts, errors

    def _things(self, kind: str) -> tuple[dict[str, Thing], dict[str, list[Thing]]]:
        """Of one kind what the rows name: by code, and by name (a house also by its address)."""
        one = finding.known(kind)
        if one is None:
            return {}, {}
        told = [str(row["key"]).strip() for row in self.rows if row["key"] and self._kind(row) == kind]
        said = sorted({*told, *("".join(one.split()) for one in told)})
        found = finding.filtered(one, self.access, Filter(), self.on).filter(self._called(one, said))
        things = finding.things(one, found, self.on)
        homes = self._addresses(said) if kind == "building" else []
        named = [(name, thing) for thing in things for name in (thing.name_zh, thing.name_en)]
        refs = {thing.ref: thing for thing in things}
        named += [(text, refs[ref]) for text, ref in homes if ref in refs]
        return {thing.key: thing for thing in things}, by_name(named)

    def _called(self, one: Taggable, said: list[str]) -> Q:
        wanted = Q(**{f"{one.key}__in": said}) | Q(name_zh__in=said) | Q(name_en__in=said)
        return (
            wanted | Q(pk__in=[ref for _, ref in self._addresses(said)]) if one.kind == "building" else wanted
        )

    def _addresses(self, said: list[str]) -> list[tuple[str, int]]:
        doors = Address.objects.filter(text__in=said, building__isnull=False)
        return list(doors.values_list("text", "building_id"))

    def _kind(self, row: Row) -> str:
        return THING_WORDS.get(bare(row["kind"]), str(row["kind"] or ""))

    def _tag(self, row: Row) -> tuple[list[RowError], Tag | None]:
        wrong: list[RowError] = []
        label, thing = self._label(row, wrong), self._thing(row, wrong)
        kind = self._kind(row)
        if label is not None and label.on and kind not in label.on and "kind" not in row.unread:
            wrong.append(RowError(row.number, "kind", "tag_not_here", {"code": label.pk}))
        begins, ends = row["valid_from"] or self.on, row["valid_to"]
        if "valid_from" not in row.unread and day_faults(begins, ends):
            wrong.append(RowError(row.number, "valid_to", "tag_days"))
        if wrong or row.unread or label is None or thing is None:
            return wrong, None
        mark = Mark(str(row["source"]), begins, ends, str(row["note"] or ""))
        made = draft(label, thing, mark, self.access, self.now)
        if not self.access.may("tag.put", made):
            return [RowError(row.number, "key", "tag_not_yours", {"key": row["key"]})], None
        return [], made

    def _label(self, row: Row, wrong: list[RowError]) -> TagKind | None:
        said = str(row["label"] or "").strip()
        code, names = self.labels.get(said), self.label_names.get(bare(said), [])
        if code or len(names) == 1:
            return code or names[0]
        if names:
            wrong.append(_several(row, "label", said, [one.pk for one in names]))
        elif said:
            wrong.append(RowError(row.number, "label", "tag_unknown", {"code": said}))
        return None

    def _thing(self, row: Row, wrong: list[RowError]) -> Thing | None:
        said = str(row["key"] or "").strip()
        if not said or "kind" in row.unread:
            return None
        keys, names = self.things.get(self._kind(row), ({}, {}))
        code, called = keys.get(said), names.get(bare(said), [])
        if code or len(called) == 1:
            return code or called[0]
        if called:
            wrong.append(_several(row, "key", said, sorted(one.key for one in called)))
        else:
            wrong.append(RowError(row.number, "key", "tag_no_such_thing", {"key": said}))
        return None


def _several(row: Row, column: str, said: str, codes: Sequence[str]) -> RowError:
    """A name that several have: their codes are told."""
    told = ", ".join(codes[:SHOWN]) + (" …" if len(codes) > SHOWN else "")
    return RowError(row.number, column, "tag_ambiguous", {"name": said, "n": len(codes), "codes": told})
