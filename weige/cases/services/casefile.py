"""A case's file as one archive that a stranger can verify: pages, originals, manifest, the verifier itself."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.db import transaction

from weige.cases.events import FileExported
from weige.cases.models import Case
from weige.cases.queries.casefile import Contents, contents
from weige.cases.rules.words import label
from weige.cases.services.casefile_pages import Pages
from weige.kernel import blobs, chain, log
from weige.kernel.access import Access
from weige.kernel.errors import Forbidden, Problem
from weige.kernel.models import Setting
from weige.kernel.printing import pdf
from weige.kernel.proof import verify as proof
from weige.kernel.worktime import Calendar
from weige.people.services.looks import look
from weige.territory.models import Area

#: Beyond this a download is no help (our default): 60 photographs of the largest size an upload may have.
MOST_MB = 600
STAMP = (2000, 1, 1, 0, 0, 0)  # one date for all members, so that the same contents give the same archive
PERSONAL = ("note", "changes", "reporter")


@dataclass(frozen=True)
class CaseFile:
    """The finished archive and what it is called."""

    data: bytes
    name: str


def export(
    *,
    access: Access,
    case: Case,
    purpose: str,
    originals: bool,
    language: str,
    calendar: Calendar,
    now: datetime,
) -> CaseFile:
    """Makes the file and records that it left: with a purpose in the open (the look is on record), else masked.

    Raises Forbidden (case.export; evidence.original for originals), Problem purpose_required,
    casefile_originals_need_purpose, casefile_too_large (422 each), looks_too_many (429).
    """
    access.check("case.export", case)
    masked = not purpose.strip()
    if originals and masked:
        raise Problem("casefile_originals_need_purpose", status=422)
    if originals and not access.may("evidence.original", case):
        raise Forbidden
    while chain.seal():
        pass  # what happened a second ago is proven too
    found = contents(case, calendar, open_personal=not masked, now=now)
    if originals and sum(piece.blob.size for piece in found.pieces) > MOST_MB * 1024 * 1024:
        raise Problem("casefile_too_large", status=422, most=MOST_MB)
    pages = Pages(found, language=language, masked=masked)
    sheets = pdf(
        pages.document(by=access.who.name, street=_street(language), purpose=purpose.strip(), now=now)
    )
    files = {"case-file.pdf": sheets.data, "README.txt": _readme(), "verify.py": _verifier()}
    if originals:
        files |= {piece.path: blobs.read(piece.blob.pk) for piece in found.pieces}
    manifest = _manifest(found, files, by=access.who.name, purpose=purpose.strip(), now=now)
    with transaction.atomic():
        if not masked:
            look(who=access.who, purpose=purpose, subject=case.subject, fields=PERSONAL, now=now)
        _told(found, access, manifest, purpose=purpose.strip(), pages=sheets.sha256, files=files, now=now)
    return CaseFile(_packed({"manifest.json": manifest} | files), f"{case.number}.zip")


def _street(language: str) -> str:
    code = Setting.objects.filter(key="street").values_list("value", flat=True).first()
    area = Area.objects.filter(code=code).first() if isinstance(code, str) else None
    return (area.name_en if language == "en" else area.name_zh) if area else ""


def _manifest(found: Contents, files: dict[str, bytes], *, by: str, purpose: str, now: datetime) -> bytes:
    case = found.case
    head = found.days[-1] if found.days else None
    told: dict[str, Any] = {
        "format": proof.FORMAT,
        "case": {"id": str(case.pk), "number": case.number, "state": case.state, "version": case.version},
        "made": {"at": now.isoformat(), "by": by, "purpose": purpose, "masked": not purpose},
        "files": [
            {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for path, data in sorted(files.items())
        ],
        "evidence": [
            {
                "sha256": piece.blob.pk,
                "kind": piece.kind,
                "media_type": piece.blob.media_type,
                "size": piece.blob.size,
                "taken_at": piece.blob.taken_at.isoformat() if piece.blob.taken_at else None,
                "added_at": piece.added_at.isoformat(),
                "event_id": piece.event_id,
                "path": piece.path if piece.path in files else None,
            }
            for piece in found.pieces
        ],
        "events": found.entries,
        "days": [day.as_json() for day in found.days],
        "head": {"day": head.day.isoformat(), "hash": head.hash} if head else {"day": "", "hash": ""},
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _told(
    found: Contents,
    access: Access,
    manifest: bytes,
    *,
    purpose: str,
    pages: str,
    files: dict[str, bytes],
    now: datetime,
) -> None:
    case = found.case
    event = FileExported(
        case_id=str(case.pk),
        number=case.number,
        purpose=purpose,
        masked=not purpose,
        originals=sum(path.startswith("originals/") for path in files),
        events=len(found.entries),
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        pages_sha256=pages,
        head_day=found.days[-1].day.isoformat() if found.days else "",
        head=found.days[-1].hash if found.days else "",
    )
    log.append(
        event,
        who=access.who,
        now=now,
        subject=case.subject,
        cells=case.cells,
        department_id=case.department_id,
    )


def _verifier() -> bytes:
    return resources.files("weige.kernel.proof").joinpath("verify.py").read_bytes()


def _readme() -> bytes:
    said = [label("casefile", "readme", language) for language in ("zh", "en")]
    return ("\n\n".join(said) + "\n").encode()


def _packed(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for path, data in files.items():
            info = ZipInfo(path, STAMP)
            info.compress_type = ZIP_STORED if path.startswith("originals/") else ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()
