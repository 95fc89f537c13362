"""From a sheet to an accepted device: dry run, errors per row, all or nothing, secrets once, place, first reading."""

import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from tests.sensing.conftest import NOW, inside, jpeg, reading
from weige.kernel.models import Event
from weige.people.models import Post, PostTerm, Role
from weige.sensing.models import Device, DeviceCredential, Warning
from weige.sensing.services.installing import accept_heard

HEAD = ["设备编码*", "类型*", "名称*", "楼栋编码", "经度", "纬度", "应报间隔(分钟)"]
LON, LAT = inside(0.6)
GOOD = [
    ["QX-7", "倾斜仪", "七号倾斜仪", "B-1", None, None, 10],
    ["C-7", "camera", "七号相机", None, LON, LAT, None],
]


@pytest.fixture(autouse=True)
def at_now(clock):
    clock(NOW)


def sheet(rows, head=HEAD):
    book, out = Workbook(), io.BytesIO()
    for row in [head, *rows]:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("devices.xlsx", out.getvalue())


def bring(api, rows, earnest=True):
    return api.post(f"/api/devices/import?dry_run={'false' if earnest else 'true'}", {"file": sheet(rows)})


@pytest.fixture
def installer(cast, as_):
    """The post of worker02 becomes an installer's."""
    member = cast["worker02"]
    post = Post.objects.create(
        code="inst", name_zh="安装", name_en="Installer", role=Role.objects.get(code="installer"),
        department=member.post.department, area=cast["duty"].post.area,
    )  # fmt: skip
    PostTerm.objects.filter(user=member.user).update(post=post)
    return as_("worker02")


def test_the_template_is_read_back_as_an_empty_sheet(town, as_):
    answer = as_("admin").get("/api/devices/template.xlsx")
    page = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert page["A1"].value == "设备编码*"
    assert as_("duty").get("/api/devices/template.xlsx").status_code == 404


def test_a_dry_run_says_what_is_wrong_in_each_row_and_keeps_nothing(town, as_):
    bad = [["QX-1", "倾斜仪", "已有", "B-1"], ["B 2", "倾斜仪", "坏编码", "B-9"], ["QX-9", "hose", "", "B-1"]]
    found = bring(as_("admin"), bad, earnest=False).json()
    assert {(one["row"], one["column"], one["code"]) for one in found["errors"]} == {
        (4, "kind", "cell_not_choice"),
        (4, "name_zh", "cell_required"),
        (2, "code", "device_known"),
        (3, "code", "device_code"),
        (3, "building", "device_no_building"),
    }, "what cannot be read and what is not there, in one round"
    found = bring(as_("admin"), bad[:2], earnest=False).json()
    assert [(one["row"], one["code"]) for one in found["errors"]] == [
        (2, "device_known"),
        (3, "device_code"),
        (3, "device_no_building"),
    ]
    assert not bring(as_("admin"), GOOD, earnest=False).json()["written"]
    assert not Device.objects.filter(code="QX-7").exists()


def test_one_bad_row_keeps_all_out(town, as_):
    found = bring(as_("admin"), [*GOOD, ["X-9", "倾斜仪", "远处", None, *inside(10.5)]]).json()
    assert [one["code"] for one in found["errors"]] == ["device_not_yours"]
    assert (found["written"], found["secrets"]) == (False, None)
    assert not Device.objects.filter(code__in=["QX-7", "C-7"]).exists()


def test_what_is_written_is_on_trial_and_its_secrets_work_and_are_given_once(town, as_, client):
    found = bring(as_("admin"), GOOD).json()
    assert found["codes"] == ["QX-7", "C-7"]
    row = Device.objects.get(code="QX-7")
    assert (row.trial, row.building, row.expected_seconds, row.lon) == (True, town.house, 600, town.house.lon)
    lines = list(
        load_workbook(io.BytesIO(base64.b64decode(found["secrets"]))).active.iter_rows(values_only=True)
    )
    header = lines[3][3]
    assert header.startswith("Device QX-7:")
    sent = client.post(
        "/api/signals", [reading(0, 1.0, device="QX-7")], content_type="application/json",
        headers={"Authorization": header},
    )  # fmt: skip
    assert sent.json()["accepted"] == 1
    secret = lines[3][2]
    assert secret not in str(list(DeviceCredential.objects.values())) + str(list(Event.objects.values()))
    again = bring(as_("admin"), GOOD).json()
    assert {one["code"] for one in again["errors"]} == {"device_known"}


def test_only_who_looks_after_devices_may_register(town, as_):
    for name in ("duty", "worker01", "stranger"):
        assert bring(as_(name), GOOD).status_code == 404, name


def test_the_code_leads_to_the_phone_and_holds_no_secret(town, as_):
    answer = as_("admin").get("/api/devices/QX-1/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")


def test_an_installer_places_it_and_its_first_reading_accepts_it(town, rules, as_, send, installer):
    bring(as_("admin"), GOOD)
    assert [one["code"] for one in installer.get("/api/install").json()["items"]] == ["C-7", "QX-7"]
    send(reading(0, 20.0, device="QX-7"), now=NOW)
    assert not Warning.objects.exists(), "what it says on trial warns of nothing"
    assert accept_heard(now=NOW) == 0, "nobody has put it on the map yet"
    lon, lat = inside(0.7)
    shown = installer.post("/api/install/QX-7/place", json={"lon": lon, "lat": lat}).json()
    assert (shown["lon"], shown["trial"], shown["heard_at"] is not None) == (lon, True, True)
    Device.objects.filter(code="QX-7").update(last_seen_at=None)
    assert accept_heard(now=NOW) == 0
    photo = SimpleUploadedFile("p.jpg", jpeg(), "image/jpeg")
    assert installer.post("/api/install/QX-7/photo", {"file": photo}).json()["photo"]
    send(reading(1, 20.0, device="QX-7"), now=NOW)
    assert accept_heard(now=NOW) == 1
    assert accept_heard(now=NOW) == 0
    shown = installer.get("/api/install/QX-7").json()
    assert (shown["trial"], shown["accepted_at"] is not None) == (False, True)
    assert installer.post("/api/install/QX-7/place", json={"lon": lon, "lat": lat}).status_code == 409
    kinds = list(Event.objects.filter(subject="device:QX-7").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["sensing.credential_issued", "sensing.device_placed", "sensing.device_accepted"]


def test_a_device_cannot_be_put_outside_the_street(town, as_, installer):
    bring(as_("admin"), GOOD)
    lon, lat = inside(10.5)
    answer = installer.post("/api/install/QX-7/place", json={"lon": lon, "lat": lat})
    assert answer.json()["errors"][0]["code"] == "device_outside"


def test_an_installer_sees_nothing_else(town, installer):
    for path in (
        "devices",
        "warnings",
        "cases",
        "fleet",
        "precision",
        "devices/QX-1/zones",
        "devices/QX-1/qr.svg",
    ):
        assert installer.get(f"/api/{path}").status_code == 404, path
