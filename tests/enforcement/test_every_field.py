"""Every field of the reference's documents is a field of a template, a record of ours, or on a list with its reason."""

import csv
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from tools.paper_fields import TARGET, page
from weige.enforcement.rules.fields import documents, fields_of
from weige.enforcement.services import rendering
from weige.enforcement.services.kinds import PACKAGED
from weige.kernel.events import REGISTRY

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "notice_fields.csv"
ELSEWHERE = Path(rendering.__file__).parent.parent / "data" / "fields_elsewhere.csv"
OWN = "own field of this product"


def elsewhere():
    with ELSEWHERE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", elsewhere(), ids=lambda row: f"{row['doc']}-{row['no']}")
def test_a_field_outside_the_templates_is_where_the_list_says(row):
    kind, _, place = row["at"].partition(":")
    if kind == "model":
        app, model, field = place.split(".")
        assert apps.get_model(app, model)._meta.get_field(field)
    elif kind == "event" and place != "*.at":
        name, _, field = place.rpartition(".")
        assert field in REGISTRY[name].__dataclass_fields__
    elif kind == "print":
        assert f'"{place}"' in Path(rendering.__file__).read_text(encoding="utf-8")
    elif not kind:
        assert min(len(row["why_zh"]), len(row["why_en"])) > 6, "a reason, in both languages"


def test_every_row_of_the_reference_is_accounted_for_once():
    if not REFERENCE.exists():
        pytest.skip("the reference table (../shared/reference) is not on this machine")
    ours = {
        (doc, field.key)
        for doc in documents()
        for field in fields_of(doc)
        if field.source != "own field of this product"
    }
    others = {(row["doc"], row["key"]) for row in elsewhere()}
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        wanted = [(row["doc_code"], row["field_key"]) for row in csv.DictReader(file)]
    assert len(wanted) == len(set(wanted)) == 264
    assert set(wanted) == ours | others
    assert not ours & others


def test_every_document_with_fields_has_a_template():
    assert {one["doc"] for one in tomllib.loads(PACKAGED.read_text(encoding="utf-8")).values()} == set(
        documents()
    )


def test_the_docs_print_the_list():
    assert TARGET.read_text(encoding="utf-8") == page()
