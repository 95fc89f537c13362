"""The tree of a day: every seal leads to the root, no other does; the stranger's script needs nothing of ours."""

import ast
import contextlib
import hashlib
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.test_chain import sign, sql
from weige.kernel import chain, days
from weige.kernel.chain import Break
from weige.kernel.models import SealedDay
from weige.kernel.proof import showing, verify

SEALS = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40, unique=True)


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


@settings(max_examples=60, deadline=None)
@given(SEALS, st.data())
def test_every_seal_climbs_to_the_root_and_only_from_its_place(seals: list[str], data: st.DataObject) -> None:
    root = verify.root_of(seals)
    assert root == plain_root([verify.leaf(seal) for seal in seals]).hex()
    index = data.draw(st.integers(0, len(seals) - 1))
    path = verify.path_of(seals, index)
    assert verify.climb(seals[index], index, len(seals), path) == root
    other = data.draw(st.integers(0, len(seals) - 1).filter(lambda n: n != index) | st.none())
    if other is not None:
        with contextlib.suppress(StopIteration, ValueError):
            assert verify.climb(seals[other], index, len(seals), path) != root


def test_the_strangers_script_uses_the_standard_library_only() -> None:
    tree = ast.parse(Path(verify.__file__).read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


FRIDAY = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_days_are_closed_hang_together_and_a_forged_one_is_found() -> None:
    for day in range(3):
        for number in range(3):
            sign(f"{day}-{number}", FRIDAY + timedelta(days=day))
    chain.seal()
    assert days.close() == 2
    assert days.close() == 0
    found = days.chain_from(FRIDAY.date())
    assert [day.finished for day in found] == [True, True, False]
    assert [day.previous for day in found] == [verify.ORIGIN, found[0].hash, found[1].hash]
    assert chain.verify() == []
    middle = days.chain_from(found[1].day)
    assert middle == found[1:]
    SealedDay.objects.filter(day=found[1].day).update(root="0" * 64)
    assert chain.verify() == [Break("day", found[1].day, None, None)]


@pytest.mark.django_db(transaction=True)
def test_an_event_sealed_by_the_first_version_still_verifies_and_is_withheld_when_masked() -> None:
    row = sign("old")
    chain.seal()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(chain.COLUMNS)} FROM kernel_event WHERE id = %s", [row.pk])
        old = chain.link(chain.ORIGIN, cursor.fetchone())
    sql("UPDATE kernel_seal SET hash = %s, version = 1, salt = ''", old)
    sql("UPDATE kernel_setting SET value = jsonb_set(value, '{hash}', to_jsonb(%s::text))", old)
    assert chain.verify() == []
    masked = showing.entries("test:1", open_personal=False)[0]
    assert masked["event"] is None
    whole = showing.entries("test:1", open_personal=True)[0]
    assert verify.link(whole["previous"], whole["event"], whole["version"], whole["salts"]) == old
