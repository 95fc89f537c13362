"""Evidence: kept once, of the right kind, from the right hands, seen by those who may see the case."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.town import Town, body, picture
from weige.cases.models import Case


def send(town: Town, by: str, case: Any, data: bytes, kind: str = "", status: int = 201) -> Any:
    path = f"/api/cases/{case['id']}/evidence"
    file = SimpleUploadedFile("x", data, "application/octet-stream")
    return body(town.client_for(by).post(path, {"file": file, "kind": kind}), status)


def test_the_same_picture_twice_is_one_piece(town: Town) -> None:
    case = town.report()
    first = send(town, "worker01", case, picture())
    again = send(town, "worker01", case, picture(), status=200)
    assert first["id"] == again["id"]
    assert first["kind"] == "before"
    assert Case.objects.get().evidence_count == 1
    assert [e["kind"] for e in town.read("dispatcher", case)["evidence"]] == ["before"]


def test_what_a_file_is_is_seen_in_its_bytes(town: Town) -> None:
    case = town.report()
    assert send(town, "worker01", case, b"GIF89a....", status=415)["code"] == "blob_type"
    assert (
        send(town, "worker01", case, b"\xff\xd8\xff" + b"0" * 10_485_758, status=413)["code"]
        == "blob_too_big"
    )
    paper = send(town, "worker01", case, b"%PDF-1.7 ... %%EOF", kind="before")
    assert paper["kind"] == "document"
    assert (
        send(town, "worker01", case, picture("red"), kind="selfie", status=422)["errors"][0]["field"]
        == "kind"
    )


def test_the_after_photo_is_the_handlers(town: Town) -> None:
    case = town.handling()
    assert send(town, "dispatcher", case, picture(), "after", 403)["code"] == "after_photo_not_yours"
    assert send(town, "worker01", case, picture())["kind"] == "after"
    assert town.actions("worker01", case)["finish"]["allowed"] is True


def test_seen_through_the_case(town: Town) -> None:
    case = town.report()
    piece = send(town, "worker01", case, picture())
    path = f"/api/evidence/{piece['id']}"
    answer = town.client_for("dispatcher").get(path)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content[:3] == b"\xff\xd8\xff"
    small = town.client_for("dispatcher").get(f"{path}?size=thumb")
    assert small.status_code == 200
    for name in ("stranger", "worker03", "resident", "admin"):
        assert town.client_for(name).get(path).status_code == 404, name
        assert send(town, name, case, picture("blue"), status=404)


def test_an_ended_case_takes_nothing_more(town: Town) -> None:
    case = town.report()
    town.move("dispatcher", case, "reject", reason="重复")
    assert send(town, "worker01", case, picture(), status=409)["code"] == "case_ended"
