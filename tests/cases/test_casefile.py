"""A case's file: whole, masked or open, verified by a stranger's Python; every tampering is named."""

import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from tests.cases.town import Town
from weige.kernel.models import Event
from weige.kernel.proof import verify
from weige.people.models import Look

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "店主张建国 13812345678 把货摆到人行道上，沪A12345 停在旁边"


def fetch(town: Town, case: Any, by: str = "duty", status: int = 200, **given: Any) -> dict[str, bytes]:
    answer = town.client_for(by).post(
        f"/api/cases/{case['id']}/file.zip", given, content_type="application/json"
    )
    assert answer.status_code == status, answer.content.decode(errors="replace")
    if status != 200:
        return {"answer": answer.content}
    with ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def checked(files: dict[str, bytes], head: str | None = None) -> verify.Verification:
    with ZipFile(io.BytesIO(packed(files))) as archive:
        found = verify.Verification(archive)
        found.run(head)
    return found


def pages(files: dict[str, bytes]) -> str:
    return "".join(
        "".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(files["case-file.pdf"])).pages
    )


@pytest.fixture
def case(town: Town) -> Any:
    made = town.handling(text=SAID)
    town.photo("worker01", made)
    return made


def test_a_stranger_verifies_it_with_nothing_but_python(town: Town, case: Any, tmp_path: Path) -> None:
    files = fetch(town, case, purpose="行政复议", originals=True)
    assert {"manifest.json", "case-file.pdf", "verify.py", "README.txt"} < set(files)
    (tmp_path / "file.zip").write_bytes(packed(files))
    (tmp_path / "verify.py").write_bytes(files["verify.py"])
    head = json.loads(files["manifest.json"])["head"]["hash"]
    line = [sys.executable, "-I", "-S", "verify.py", "file.zip", "--head", head]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{case['number']}: HOLDS" in done.stdout
    wrong = subprocess.run([*line[:-1], "0" * 64], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "none of the days has the hash" in wrong.stdout


def test_the_pages_tell_the_case(town: Town, case: Any) -> None:
    files = fetch(town, case, purpose="行政复议", originals=True)
    said = pages(files)
    sha = json.loads(files["manifest.json"])["evidence"][0]["sha256"]
    for words in (
        "案卷",
        case["number"],
        "张建国13812345678",
        "立案",
        "派遣",
        "时限计算",
        "计入",
        sha[:20],
        "第1页",
    ):
        assert words in said, words
    assert files[f"originals/{sha}.jpg"]
    assert hashlib.sha256(files[f"originals/{sha}.jpg"]).hexdigest() == sha


def test_without_a_purpose_it_is_masked_and_still_proven(town: Town, case: Any) -> None:
    files = fetch(town, case)
    assert not [name for name in files if name.startswith("originals/")]
    found = checked(files)
    assert found.faults == []
    manifest = files["manifest.json"].decode()
    for hidden in ("13812345678", "沪A12345", SAID):
        assert hidden not in manifest
    told = found.manifest["events"]
    assert all(set(entry["event"]["actor_name"]) == {"hidden"} for entry in told if entry["event"])
    said = pages(files)
    assert "138****5678" in said
    assert "13812345678" not in said
    assert Look.objects.count() == 0


def test_an_export_is_on_record(town: Town, case: Any) -> None:
    files = fetch(town, case, purpose="行政复议", originals=True)
    event = Event.objects.get(kind="cases.file_exported")
    assert event.payload["manifest_sha256"] == hashlib.sha256(files["manifest.json"]).hexdigest()
    assert event.payload["pages_sha256"] == hashlib.sha256(files["case-file.pdf"]).hexdigest()
    assert (event.payload["purpose"], event.payload["masked"], event.payload["originals"]) == (
        "行政复议",
        False,
        1,
    )
    assert Look.objects.get().purpose == "行政复议"
    again = fetch(town, case)
    assert "cases.file_exported" in {e["kind"] for e in json.loads(again["manifest.json"])["events"]}


def test_who_may_not(town: Town, case: Any) -> None:
    fetch(town, case, by="stranger", status=404)
    fetch(town, case, by="worker01", status=403)
    said = fetch(town, case, status=422, originals=True)["answer"].decode()
    assert "casefile_originals_need_purpose" in said


Manifest = dict[str, Any]


def edited(change: Callable[[Manifest], None]) -> Callable[[dict[str, bytes]], None]:
    def act(files: dict[str, bytes]) -> None:
        manifest = json.loads(files["manifest.json"])
        change(manifest)
        files["manifest.json"] = json.dumps(manifest).encode()

    return act


def flip(path: str) -> Callable[[dict[str, bytes]], None]:
    def act(files: dict[str, bytes]) -> None:
        name = next(name for name in files if name.startswith(path))
        data = bytearray(files[name])
        data[len(data) // 2] ^= 1
        files[name] = bytes(data)

    return act


def swap_file(files: dict[str, bytes]) -> None:
    """Another picture in place of the evidence, and the manifest's fingerprint made to fit."""
    name = next(name for name in files if name.startswith("originals/"))
    files[name] = b"another picture"
    manifest = json.loads(files["manifest.json"])
    for file in manifest["files"]:
        if file["path"] == name:
            file["sha256"] = hashlib.sha256(files[name]).hexdigest()
    files["manifest.json"] = json.dumps(manifest).encode()


def event_of(manifest: Manifest, kind: str) -> Any:
    return next(entry for entry in manifest["events"] if entry["kind"] == kind)


def forge_seal(manifest: Manifest) -> None:
    """The time of filing changed and its seal recomputed: it no longer lies in the day."""
    entry = event_of(manifest, "cases.filed")
    entry["event"]["at"] = "2026-11-19T00:00:00.000000+00:00"
    entry["seal"] = verify.link(entry["previous"], entry["event"], entry["version"], entry["salts"])


TAMPERED: dict[str, tuple[Callable[[dict[str, bytes]], Any], str]] = {
    "a byte of the pages": (flip("case-file.pdf"), "file case-file.pdf: changed"),
    "a byte of an original": (flip("originals/"), "file originals/"),
    "a file taken out": (lambda files: files.pop("README.txt"), "file README.txt: missing"),
    "a file put in": (lambda files: files.update(extra=b"x"), "file extra: not in the manifest"),
    "evidence swapped": (swap_file, "evidence "),
    "a time changed": (
        edited(lambda m: event_of(m, "cases.filed")["event"].update(at="2026-11-19T00:00:00.000000+00:00")),
        "(cases.filed): content changed",
    ),
    "a note changed": (
        edited(lambda m: event_of(m, "cases.reported")["event"]["payload"].update(note="nothing happened")),
        "(cases.reported): content changed",
    ),
    "an actor changed": (
        edited(lambda m: event_of(m, "cases.dispatched")["event"].update(actor_name="somebody else")),
        "(cases.dispatched): content changed",
    ),
    "a seal recomputed": (edited(forge_seal), "(cases.filed): its seal does not lie in"),
    "a day changed": (edited(lambda m: m["days"][0].update(count=999)), "its hash does not follow"),
    "the head changed": (edited(lambda m: m["head"].update(hash="0" * 64)), "head: the chain of days"),
}


def test_every_tampering_is_named(town: Town, case: Any) -> None:
    whole = fetch(town, case, purpose="行政复议", originals=True)
    assert checked(whole).faults == []
    for name, (tamper, fault) in TAMPERED.items():
        files = dict(whole)
        tamper(files)
        found = checked(files).faults
        assert [line for line in found if fault in line], f"{name}: {found}"
