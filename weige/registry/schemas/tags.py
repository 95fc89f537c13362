"""Shapes of /api/tags and of the sheet of tags."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from weige.kernel.tabular import Column, Kind, Table
from weige.kernel.tabular.http import ImportOut

Code = Annotated[str, Field(max_length=40)]
Key = Annotated[str, Field(max_length=120)]
Words = Annotated[str, Field(max_length=200)]


class TagKindIn(Schema):
    """A tag's definition. on: kinds of thing, all when empty. every_days: visits. version: as seen, 0 for a new one."""

    name_zh: Annotated[str, Field(min_length=1, max_length=40)]
    name_en: Annotated[str, Field(min_length=1, max_length=60)]
    colour: Code
    on: Annotated[list[Code], Field(max_length=10)] = []
    note: Annotated[str, Field(max_length=300)] = ""
    every_days: int | None = None
    retired: bool = False
    version: int = 0


class TagKindOut(TagKindIn):
    """counts: how many things have it today, by kind of thing."""

    code: str
    counts: dict[str, int] = {}


class TagKindsOut(Schema):
    """All tags, and what an editor can choose from."""

    items: list[TagKindOut]
    colours: list[str]
    things: list[str]
    next: str | None = None


class TagEdit(Schema):
    """One edit of a definition."""

    at: datetime
    by: str
    before: dict[str, Any]
    after: dict[str, Any]


class TagEdits(Schema):
    items: list[TagEdit]
    next: str | None = None


class LabelOut(Schema):
    code: str
    name_zh: str
    name_en: str
    colour: str
    every_days: int | None = None


class TagOut(Schema):
    """One tag on one thing; counts_today: not taken off and within its days."""

    id: int
    label: LabelOut
    kind: str
    ref: int
    key: str
    name_zh: str
    name_en: str
    lon: float
    lat: float
    source: str
    note: str
    valid_from: date
    valid_to: date | None
    put_at: datetime
    put_by: str
    ended_at: datetime | None
    ended_by: str
    visited_at: datetime | None
    visited_by: str
    batch: int | None
    counts_today: bool
    next_visit: date | None


class VisitsBackIn(Schema):
    """The tags (ids) whose things were visited. sent: any text the client makes once per press, so that one sent again
    after a lost answer is made once.
    """

    tags: Annotated[list[Annotated[int, Field(ge=1, le=2**63 - 1)]], Field(min_length=1, max_length=200)]
    sent: Annotated[str, Field(max_length=64)] = ""


class VisitsIn(VisitsBackIn):
    """at: when they were visited, if that is told later (a phone without a network); never later than now.
    unchanged: nothing was found to have changed.
    """

    at: AwareDatetime | None = None
    unchanged: bool = True


class TagPage(Schema):
    items: list[TagOut]
    next: str | None


class TagMapItem(Schema):
    """One thing with one tag on the map; ref: the thing's id (of the feature, for buildings and areas)."""

    label: str
    kind: str
    ref: int
    key: str
    lon: float
    lat: float
    name_zh: str
    name_en: str


class TagMap(Schema):
    labels: list[TagKindOut]
    items: list[TagMapItem]


class MarkIn(Schema):
    """What a tag says besides its label; valid_from is today when it is not given."""

    label: Code
    source: Words
    note: Annotated[str, Field(max_length=300)] = ""
    valid_from: date | None = None
    valid_to: date | None = None


class TagIn(MarkIn):
    """One tag on one thing, by the thing's code (a road: by its Chinese name)."""

    kind: Code
    key: Key


class BulkIn(MarkIn):
    """Which things: all of a kind that meet the filter, and lie in the ring when one is drawn.

    ring: corners [lon, lat] in degrees of `datum`; facts: trade, protection, structure, layer, level, kind …
    """

    kind: Code
    q: Words = ""
    area: Code = ""
    facts: Annotated[dict[str, Annotated[str, Field(max_length=80)]], Field(max_length=6)] = {}
    ring: Annotated[list[tuple[float, float]], Field(max_length=500)] | None = None
    datum: Code = "WGS84"
    dry_run: bool = True


class BulkThing(Schema):
    key: str
    name_zh: str
    name_en: str
    lon: float
    lat: float


class BulkOut(Schema):
    """found: chosen; new: get the tag; stood: have it; refused: not this post's. batch: for undoing, None in a try."""

    found: int
    new: int
    stood: int
    refused: int
    sample: list[BulkThing]
    batch: int | None


class TagImportOut(ImportOut):
    """batch: the number by which the import can be undone."""

    batch: int | None = None


class BatchLabel(Schema):
    name_zh: str
    name_en: str


class BatchOut(Schema):
    """One act by which many tags were put: how "drawn", "filter" or "import"."""

    id: int
    label: BatchLabel | None
    how: str
    source: str
    count: int
    put_at: datetime
    put_by: str
    undone_at: datetime | None
    undone_by: str


class BatchPage(Schema):
    items: list[BatchOut]
    next: str | None = None


TAGS = Table(
    [
        Column("label", "标签", "Tag", required=True, longest=60, aliases=("标签编号", "标签名称")),
        Column("kind", "对象类型", "Kind of thing", required=True, longest=12),
        Column(
            "key",
            "对象编号或名称",
            "Code or name of the thing",
            required=True,
            longest=256,
            aliases=("对象编号", "编号", "名称", "Code of the thing"),
        ),
        Column("source", "来源", "Source", required=True, longest=200),
        Column("valid_from", "有效期起", "Valid from", Kind.DATE),
        Column("valid_to", "有效期止", "Valid to", Kind.DATE),
        Column("note", "备注", "Note", longest=300),
    ]
)
