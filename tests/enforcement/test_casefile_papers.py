"""The file of a case with a decision on the spot: its paper, receipt and signature are in it, and proven."""

import hashlib
import json

import pytest

from tests.cases.test_casefile import checked, fetch, pages
from tests.enforcement.test_simple import ready, signed
from weige.enforcement.models import Attachment

pytestmark = pytest.mark.django_db(transaction=True)


def decided(office):
    """A decision on the spot from telling to closing."""
    hands, paper = ready(office)
    for code, data in (
        ("tell", {}),
        ("hear", {"statement": "rejected", "text": "电话 13912345678", "reason": "事实清楚"}),
        ("decide", {"reason": "较轻", "note": "当事人电话 13912345678"}),
    ):
        paper = hands.made(paper, code, **data)
    return signed(hands, paper)


def test_paper_receipt_and_signature_go_out_and_a_changed_byte_shows(office):
    paper = decided(office)
    case = {"id": paper["case_id"]}
    files = fetch(office, case, purpose="行政复议", originals=True)
    assert checked(files).faults == []
    told = json.loads(files["manifest.json"])["evidence"]
    kept = Attachment.objects.filter(subject=f"paper:{paper['id']}")
    assert {one["sha256"] for one in told} >= set(kept.values_list("blob_id", flat=True))
    kinds = [one["kind"] for one in told]
    assert (kinds.count("paper"), kinds.count("paper_picture")) == (2, 1), "paper and receipt; the signature"
    assert all(one["event_id"] for one in told if one["kind"] != "before"), "an event names each"
    for words in ("当场告知", "当场听取陈述申辩", paper["number"], "文书附图"):
        assert words in pages(files), words
    name = next(one["path"] for one in told if one["kind"] == "paper")
    swapped = files | {name: files[name][:-1] + b"x"}
    assert [fault for fault in checked(swapped).faults if name in fault]
    manifest = json.loads(files["manifest.json"])
    for one in manifest["files"]:
        if one["path"] == name:
            one["sha256"] = hashlib.sha256(swapped[name]).hexdigest()
    swapped["manifest.json"] = json.dumps(manifest).encode()
    assert checked(swapped).faults, "not even with a manifest made to fit"


def test_without_a_purpose_what_was_noted_is_covered(office):
    paper = decided(office)
    files = fetch(office, {"id": paper["case_id"]})
    assert checked(files).faults == []
    assert not [name for name in files if name.startswith("originals/")]
    for text in (files["manifest.json"].decode(), pages(files)):
        assert "13912345678" not in text
