"""The pattern for import and export endpoints.

@router.post("/shops/import", response=ImportOut)
def import_shops(request, file: UploadedFile, dry_run: bool = True):
    request.auth.require("data.import")
    outcome = services.import_shops(sheet=read(file.read(), SHOPS), dry_run=dry_run, who=…, now=…)
    return outcome.to_json(language_of(request))

return download(to_xlsx(export), export.filename("xlsx"))
"""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from ninja import Schema

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class RowErrorOut(Schema):
    """One thing wrong in one cell of an import; row as the spreadsheet counts, header as it stands there."""

    row: int
    column: str
    header: str = ""
    code: str
    message: str


class ImportOut(Schema):
    """What an import did, or would do on a dry run. ignored: headers that mean nothing here."""

    rows: int
    written: bool
    dry_run: bool
    errors: list[RowErrorOut]
    ignored: list[str]


def download(data: bytes, name: str) -> HttpResponse:
    """The file as an attachment with its (Chinese) name, RFC 6266; never opened inside the page."""
    response = HttpResponse(data, content_type=TYPES[name.rpartition(".")[2]])
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return response


def language_of(request: HttpRequest) -> str:
    """The language of an answer: Accept-Language when sent, else the caller's own; "zh" or "en"."""
    header = request.headers.get("Accept-Language")
    if header is not None:
        return "en" if header.lower().startswith("en") else "zh"
    return str(getattr(getattr(request, "auth", None), "language", "zh"))
