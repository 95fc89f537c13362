"""A value changed in a text leaves the rest as it was: what is read is the changed data, and every remark is there."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weige.scenarios.rules.changes import change, knobs
from weige.scenarios.rules.editing import edit, with_data
from weige.scenarios.rules.pack import Pack, read
from weige.scenarios.rules.spans import spans
from weige.scenarios.rules.writing import key_text, value_text
from weige.scenarios.services.drafting import Read
from weige.scenarios.services.housing import PACKAGED

TEXTS = {
    file.parent.name: file.read_text(encoding="utf-8") for file in sorted(PACKAGED.glob("*/scenario.toml"))
}
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
KEYS = st.one_of(st.from_regex(r"[a-z_-]{1,5}", fullmatch=True), WORDS)
SCALARS = st.one_of(
    st.integers(-(10**6), 10**6), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    WORDS, st.just('a "b" # not a remark \\ \n[x]'),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS, lambda one: st.lists(one, max_size=4) | st.dictionaries(KEYS, one, max_size=3), max_leaves=6
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)


class Writer:
    """Writes data as somebody might: remarks anywhere, lists over several lines, three ways to quote."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw, self.remarks = data.draw, 0

    def remark(self) -> str:
        self.remarks += 1
        return f'# {self.remarks} "{self.draw(st.sampled_from(["", "= 1", "[x]", "]", "}", chr(39)]))}'

    def document(self, root: dict[str, Any], tables: dict[str, Any], lists: dict[str, Any]) -> str:
        parts = [*self.table("", root)]
        for name, one in tables.items():
            parts += self.table(f"[{key_text(name)}]", one)
        for name, many in lists.items():
            for one in many:
                parts += self.table(f"[[ {key_text(name)} ]]", one)
        end = self.draw(st.sampled_from(["", "\n", "\n\n# end\n"]))
        self.remarks += end.count("#")
        return "\n".join(parts) + end

    def table(self, heading: str, data: dict[str, Any]) -> list[str]:
        lines = [heading] if heading else []
        for key, value in data.items():
            if self.draw(st.booleans()):
                lines.append(self.remark())
            indent, gap = (
                self.draw(st.sampled_from(["", "  ", "\t"])),
                self.draw(st.sampled_from([" ", "", "  "])),
            )
            tail = f" {self.remark()}" if self.draw(st.booleans()) else ""
            lines.append(f"{indent}{key_text(key)}{gap}={gap}{self.value(value)}{tail}")
        return lines

    def value(self, value: Any) -> str:
        if isinstance(value, list) and value and self.draw(st.booleans()):
            return "[\n" + "".join(f"  {self.value(one)}, {self.remark()}\n" for one in value) + "]"
        if isinstance(value, str) and "'" not in value and "\n" not in value and self.draw(st.booleans()):
            return f"'{value}'"
        if isinstance(value, str) and self.draw(st.booleans()):
            return f'"""{value_text(value)[1:-1]}"""'
        return value_text(value)


def other(data: st.DataObject, value: Any, *, whole: bool = True) -> Any:
    """The value with some things in it changed."""
    if isinstance(value, dict):
        found = {name: other(data, one) for name, one in value.items()}
        more = data.draw(st.dictionaries(KEYS, SCALARS, max_size=1))
        return more | found if not set(more) & set(found) else found
    if whole and data.draw(st.booleans()):
        return data.draw(st.lists(VALUES, max_size=4) if isinstance(value, list) else SCALARS)
    return [other(data, one) for one in value] if isinstance(value, list) else value


@settings(max_examples=60, deadline=None)
@given(
    data=st.data(),
    root=TABLES,
    tables=st.dictionaries(KEYS, TABLES, max_size=3),
    many=st.lists(TABLES, max_size=3),
)
def test_what_is_changed_is_read_and_every_remark_stays(
    data: st.DataObject, root: dict[str, Any], tables: dict[str, Any], many: list[Any]
) -> None:
    taken = {*root}
    tables = {name: one for name, one in tables.items() if name not in taken}
    lists = {"many": many} if many and "many" not in taken | {*tables} else {}
    writer = Writer(data)
    text = writer.document(root, tables, lists)
    before = tomllib.loads(text)
    assert before == root | tables | lists
    after = {
        **{name: other(data, one) for name, one in root.items()},
        **{name: other(data, one, whole=False) for name, one in tables.items()},
        **{name: [other(data, one, whole=False) for one in items] for name, items in lists.items()},
    }
    found = edit(text, before, after)
    if found is None:  # only where something is taken out, which changing a value never does
        assert any(_less(old, after[name]) for name, old in before.items())
        return
    assert tomllib.loads(found) == after
    assert sum(1 for _ in spans(found).comments) == writer.remarks == len(spans(text).comments)


def _less(before: Any, after: Any) -> bool:
    """Whether a table in it lost a name."""
    if isinstance(before, dict) and isinstance(after, dict):
        return bool(set(before) - set(after)) or any(_less(one, after[name]) for name, one in before.items())
    if isinstance(before, list) and isinstance(after, list):
        return any(_less(old, new) for old, new in zip(before, after, strict=False))
    return False


def data_of(pack: Pack) -> dict[str, Any]:
    found = Read(pack, None, []).data
    assert found is not None
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_every_slider_of_every_pack_moves_one_value_and_no_remark(name: str) -> None:
    text = TEXTS[name]
    pack = read(text, name)
    for knob in knobs(pack):
        value = knob.low + knob.step if knob.value > knob.low + knob.step else knob.high
        after = change(data_of(pack), {knob.key: value})
        found = with_data(text, after, name)
        assert found is not None, knob.key
        assert data_of(read(found, name)) == data_of(read(text, name)) | {
            part: after[part] for part in after if part != "version"
        }
        lines = [one for one in text.splitlines() if one not in found.splitlines()]
        assert len(lines) <= 1, "no more than its own line"
        assert [text[a:b] for a, b in spans(text).comments] == [found[a:b] for a, b in spans(found).comments]


def test_what_the_text_leaves_out_is_put_into_its_table() -> None:
    text = "# x\n[warn] # w\nfor = '1m' # why\n\n[warn.confirm]\nmode = 'human'\n"
    before = {"warn": {"for": "1m", "gap": "", "confirm": {"mode": "human", "hours": ""}, "rate": {"at": 1}}}
    after = {
        "warn": {"for": "2m", "gap": "9s", "confirm": {"mode": "human", "hours": "8"}, "rate": {"at": 2}}
    }
    assert edit(text, before, after) == (
        '# x\n[warn] # w\nfor = "2m" # why\nrate.at = 2\ngap = "9s"\n\n'
        "[warn.confirm]\nmode = 'human'\nhours = \"8\"\n"
    )
