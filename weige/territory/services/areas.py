"""Opening, replacing and closing areas: a grid is dated, and what was found in an old cell keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from weige.kernel import log
from weige.kernel.access import Who
from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.territory.events import AreaClosed, AreaReplaced, AreasImported
from weige.territory.models import Area, Layer
from weige.territory.queries.cells import locator_on
from weige.territory.rules.datum import WGS84
from weige.territory.rules.geometry import WIDTH_MAX_M
from weige.territory.rules.levels import LEVELS
from weige.territory.services.reading import Row, choice_of, ground_of, number_of, text_of
from weige.territory.services.reports import ImportReport, May, anybody

CODE_LENGTH, NAME_LENGTH = 32, 120


@dataclass(frozen=True)
class Draft:
    """One area as its row wants it; `columns` are the model's, without parent, path and dates."""

    number: int
    layer: str
    code: str
    parent: str
    columns: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        return self.layer, self.code


def open_layer(*, code: str, name_zh: str, name_en: str, order: int) -> Layer:
    """The layer with this code, made or renamed."""
    layer, _ = Layer.objects.update_or_create(
        code=code, defaults={"name_zh": name_zh, "name_en": name_en, "order": order}
    )
    return layer


def import_areas(
    *,
    rows: Sequence[Row],
    valid_from: date,
    who: Who,
    now: datetime,
    datum: str = WGS84,
    dry_run: bool = False,
    may: May = anybody,
) -> ImportReport:
    """Brings the areas of a list into force from a day; all rows or, with any error, none.

    Columns: layer, code, level, parent (a code, looked up in the same layer first), name_zh, name_en,
    width_m, geometry (GeoJSON or WKT). A code that is new opens an area. One that differs from the area in
    force corrects it when both begin on the same day; else the old row ends on ``valid_from`` and a new one
    begins, with everything below it (dated re-gridding). Areas that the list does not name stay as they
    are.
    """
    report = ImportReport("areas", dry_run, rows=len(rows))
    with transaction.atomic():
        drafts = _drafts(report, rows, datum)
        if not report.errors:
            _Import(report, valid_from, who, now, may).run(drafts)
        if not report.errors:
            report.checked(0, "geometry", lambda: locator_on(valid_from))
            counts = {name: getattr(report, name) for name in ("created", "updated", "replaced")}
            event = AreasImported(**counts, valid_from=valid_from.isoformat())
            log.append(event, who=who, now=now, subject="territory:areas")
        if not report.written:
            transaction.set_rollback(True)
    return report


def close_area(*, area: Area, valid_to: date, who: Who, now: datetime) -> list[Area]:
    """Ends an area and everything below it; ``valid_to`` is the first day without. Gives the closed areas.

    Rows found in them keep their cells. Raises Conflict when it has ended already, Invalid when it would end
    before its first day is over.
    """
    with transaction.atomic():
        branch = list(
            Area.objects.select_for_update(of=("self",))
            .filter(path__contains=[area.pk], valid_to__isnull=True)
            .select_related("layer")
            .order_by("pk")
        )
        if area.pk not in {one.pk for one in branch}:
            raise Conflict("area_closed_already", area=area.code, valid_to=str(area.valid_to))
        for one in branch:
            if valid_to <= one.valid_from:
                params = {"valid_to": str(valid_to), "valid_from": str(one.valid_from), "code": one.code}
                raise Invalid([FieldError("valid_to", "close_before_opening", params)])
            one.valid_to = valid_to
            one.save(update_fields=["valid_to"])
            event = AreaClosed(
                layer=one.layer.code, code=one.code, area_id=one.pk, valid_to=valid_to.isoformat()
            )
            log.append(event, who=who, now=now, subject=f"area:{one.pk}", cells=one.path)
    return branch


def _drafts(report: ImportReport, rows: Sequence[Row], datum: str) -> list[Draft]:
    """The rows that can be read; what cannot is noted."""
    layers = {layer.code: layer.pk for layer in Layer.objects.all()}
    drafts: dict[tuple[str, str], Draft] = {}
    for row in rows:
        draft = _draft(report, row, layers, datum)
        if draft and draft.key in drafts:
            report.fault(row.number, "code", "place_twice", value=draft.code)
        elif draft:
            drafts[draft.key] = draft
    return list(drafts.values())


def _draft(report: ImportReport, row: Row, layers: dict[str, int], datum: str) -> Draft | None:
    before = len(report.errors)
    layer = text_of(report, row, "layer", CODE_LENGTH, needed=True)
    if layer and layer not in layers:
        said = "layer_unknown" if layers else "layer_none"
        report.fault(row.number, "layer", said, layer=layer, known=", ".join(sorted(layers)))
    code = text_of(report, row, "code", CODE_LENGTH, needed=True)
    level = choice_of(report, row, "level", LEVELS, "grid")
    name_zh = text_of(report, row, "name_zh", NAME_LENGTH, needed=True)
    name_en = text_of(report, row, "name_en", NAME_LENGTH) or code
    width = number_of(report, row, "width_m", 0, WIDTH_MAX_M)
    value = row.values.get("geometry")
    found = report.checked(row.number, "geometry", lambda: ground_of(value, width_m=width, datum=datum))
    if len(report.errors) > before or found is None:
        return None
    piece, geometry = found
    west, south, east, north = (round(side, 7) for side in piece.bbox)
    columns = {
        "layer_id": layers[layer],
        "code": code,
        "level": level,
        "name_zh": name_zh,
        "name_en": name_en,
        "geometry": geometry,
        "width_m": piece.width_m or None,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }
    return Draft(row.number, layer, code, row.text("parent"), columns)


class _Import:
    """One run over drafts: parents first, then each area made, corrected or replaced."""

    def __init__(self, report: ImportReport, valid_from: date, who: Who, now: datetime, may: May) -> None:
        self.report, self.valid_from, self.who, self.now, self.may = report, valid_from, who, now, may
        stored = Area.objects.filter(valid_to__isnull=True).select_related("layer").order_by("pk")
        self.in_force = {(area.layer.code, area.code): area for area in stored}
        self.layer_codes = {area.layer_id: area.layer.code for area in stored}

    def run(self, drafts: list[Draft]) -> None:
        todo = {draft.key: draft for draft in drafts}
        self.layer_codes |= {draft.columns["layer_id"]: draft.layer for draft in drafts}
        while todo:
            ready = [draft for draft in todo.values() if not self._waits(draft, todo)]
            if not ready:
                for draft in todo.values():
                    self.report.fault(draft.number, "parent", "parent_loop", area=draft.code)
                return
            for draft in ready:
                del todo[draft.key]
                old = self.in_force.get(draft.key)
                foreign = old is not None and not self.may(old)
                if not foreign:
                    self._place(draft)
                    new = self.in_force.get(draft.key)
                    foreign = new is not None and not self.may(new)
                if foreign:
                    self.report.fault(draft.number, "code", "outside_the_street")

    def _waits(self, draft: Draft, todo: dict[tuple[str, str], Draft]) -> bool:
        parent = self._parent_key(draft, {*self.in_force, *todo})
        return parent in todo

    def _parent_key(self, draft: Draft, known: set[tuple[str, str]]) -> tuple[str, str] | None:
        """The parent in the draft's own layer, else in the first other layer that has the code."""
        if not draft.parent:
            return None
        own = (draft.layer, draft.parent)
        others = sorted(key for key in known if key[1] == draft.parent)
        return own if own in known else next(iter(others), None)

    def _place(self, draft: Draft) -> None:
        parent_key = self._parent_key(draft, set(self.in_force))
        if draft.parent and parent_key is None:
            self.report.fault(draft.number, "parent", "parent_unknown", parent=draft.parent, area=draft.code)
            return
        parent = self.in_force[parent_key] if parent_key else None
        old = self.in_force.get(draft.key)
        if old is None:
            self._open(draft.columns, parent)
            self.report.created += 1
            return
        changes = {name: value for name, value in draft.columns.items() if getattr(old, name) != value}
        same_parent = old.parent_id == (parent.pk if parent else None)
        if not changes and same_parent:
            self.report.unchanged += 1
        elif old.valid_from == self.valid_from:
            self._correct(old, changes, parent)
        elif old.valid_from > self.valid_from:
            params = {"area": old.code, "valid_from": str(old.valid_from)}
            self.report.fault(draft.number, "code", "replace_before_opening", **params)
        else:
            self._replace(old, draft.columns, parent)

    def _open(self, columns: dict[str, Any], parent: Area | None) -> Area:
        area = Area.objects.create(**columns, parent=parent, valid_from=self.valid_from)
        area.path = [*(parent.path if parent else []), area.pk]
        area.save(update_fields=["path"])
        self.in_force[self.layer_codes[area.layer_id], area.code] = area
        return area

    def _correct(self, area: Area, changes: dict[str, Any], parent: Area | None) -> None:
        """Same first day: the row itself was wrong. The paths below follow a new parent."""
        for name, value in changes.items():
            setattr(area, name, value)
        old_path, area.parent = area.path, parent
        area.path = [*(parent.path if parent else []), area.pk]
        area.save()
        self.report.updated += 1
        for below in self._below(area):
            below.path = [*area.path, *below.path[len(old_path) :]]
            below.save(update_fields=["path"])

    def _replace(self, old: Area, columns: dict[str, Any], parent: Area | None) -> None:
        """The old row ends, a new one begins; children in force get successors under it."""
        children = [one for one in self._below(old) if one.parent_id == old.pk]
        old.valid_to = self.valid_from
        old.save(update_fields=["valid_to"])
        new = self._open(columns, parent)
        layer = self.layer_codes[new.layer_id]
        event = AreaReplaced(
            layer=layer, code=new.code, old_id=old.pk, new_id=new.pk, valid_from=str(self.valid_from)
        )
        log.append(event, who=self.who, now=self.now, subject=f"area:{new.pk}", cells=new.path)
        self.report.replaced += 1
        for child in children:
            same = {f: getattr(child, f) for f in columns}
            if child.valid_from >= self.valid_from:
                self._correct(child, {}, new)
            else:
                self._replace(child, same, new)

    def _below(self, area: Area) -> list[Area]:
        return [one for one in self.in_force.values() if area.pk in one.path and one.pk != area.pk]
