"""Bulk registration: GET /devices/template.xlsx, POST /devices/import, GET /devices/{id}/qr.svg."""

import base64
import io
from functools import partial
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from ninja import File, Router, UploadedFile

from weige.kernel import timesource
from weige.kernel.access import Access
from weige.kernel.tabular import read
from weige.kernel.tabular.http import ImportOut, download, language_of
from weige.sensing.api.devices import one_device
from weige.sensing.models import Device
from weige.sensing.queries.rules import in_force
from weige.sensing.services import registering, registersheet

router = Router()


class RegisterOut(ImportOut):
    """What the sheet did or would do. secrets: XLSX of the new secrets, base64, this once; codes: the new devices."""

    secrets: str | None = None
    codes: list[str] = []


@router.get("/devices/template.xlsx")
def read_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet to fill in."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("device.manage")
    language = language_of(request)
    data = registersheet.template(in_force().kinds, language)
    return download(data, f"{registersheet.word('template_title', language)}.xlsx")


@router.post("/devices/import", response=RegisterOut)
def import_devices(request: HttpRequest, file: File[UploadedFile], dry_run: bool = True) -> dict[str, Any]:
    """Registers the devices of a sheet (XLSX or CSV): all rows or, with any error, none. A dry run by default."""
    access: Access = request.auth  # type: ignore[attr-defined]
    access.require("device.manage")
    language, now = language_of(request), timesource.now()
    done = registering.register_devices(
        sheet=read(file.read(), registering.table(in_force().kinds)),
        who=access.who,
        may=partial(access.may, "device.manage"),
        now=now,
        dry_run=dry_run,
    )
    answer: dict[str, Any] = done.outcome.to_json(language)
    if done.secrets:
        sheet = registersheet.secrets(done.secrets, access.who, language, now)
        answer["secrets"] = base64.b64encode(sheet).decode()
        answer["codes"] = [one.credential.device.code for one in done.secrets]
    return answer


@router.get("/devices/{device_id}/qr.svg")
def read_qr(request: HttpRequest, device_id: str) -> HttpResponse:
    """The code an installer scans: the address of the device's page on the phone. It holds no secret."""
    access: Access = request.auth  # type: ignore[attr-defined]
    device = one_device(access, Device.objects.all(), device_id)
    out = io.BytesIO()
    address = request.build_absolute_uri(f"/m/install/{device.code}")
    segno.make(address, error="m", micro=False).save(out, kind="svg", scale=4, border=2, xmldecl=False)
    answer = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
