"""Beginning an off-site file: from a case's pictures, with the certificate of every device as it stands now."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from weige.cases.models import Case, Evidence
from weige.enforcement.events import OffsiteBegun
from weige.enforcement.models import OffsiteEvidence, OffsiteFile
from weige.enforcement.queries.parties import SEALED
from weige.enforcement.rules.fields import identity_fits
from weige.enforcement.schemas.offsite import OffsiteIn, PartyIn
from weige.enforcement.services.drafting import chosen_power, columns
from weige.enforcement.services.engine import tell
from weige.kernel import sealing
from weige.kernel.access import Access
from weige.kernel.errors import Conflict, FieldError, Forbidden, Invalid
from weige.people.queries import masking
from weige.sensing.models import Device, Warning
from weige.sensing.queries.evidence import certificate_of, recognised

SEALED_KEYS = ("party_id_no", "plate")


def rows() -> "QuerySet[OffsiteFile]":
    """Files with what moves and pages name."""
    return OffsiteFile.objects.select_related(
        "case", "power", "department", "maker_post", "notice__kind", "decision__kind"
    )


@transaction.atomic
def begin(*, access: Access, data: OffsiteIn, now: datetime) -> OffsiteFile:
    """A file from pictures of a case. Raises NotFound, Forbidden, Conflict, Invalid (device unknown, power,
    party)."""
    case = access.get("case.read", Case.objects.select_related("matter", "shop", "department"), id=data.case)
    if case.ended_at is not None:
        raise Conflict("paper_case_ended")
    power = chosen_power(case, data.power, now)
    if power is None:
        raise Invalid([FieldError("power", "field_missing")])
    row = OffsiteFile(
        state="evidence",
        power=power,
        fact=data.fact or f"{case.title_zh}（{case.place_zh}）",
        place=case.place_zh,
        found_at=case.found_at,
        made_at=now,
        title=f"{case.place_zh} {power.name_zh}"[:200],
        **columns(case, access.who) | {"party_users": []},
    )
    if access.post.department_id is not None:
        row.department_id = access.post.department_id
    if not access.may("offsite.collect", row):
        raise Forbidden("not_your_move")
    name_party(row, data.party)
    row.save()
    collect(row, case, data.evidence, data.device, now=now)
    tell(row, OffsiteBegun, "begin", "", who=access.who, now=now, told=said_of(row))
    return row


def said_of(row: OffsiteFile) -> dict[str, Any]:
    """The grey line: power, and the proposal where there is one."""
    return {"said_zh": row.power.name_zh, "said_en": row.power.name_en or row.power.name_zh}


def name_party(row: OffsiteFile, party: PartyIn) -> None:
    """Keeps what is known of the party, beside what was known; identity number and plate encrypted, found again by a
    trace. Raises Invalid."""
    said = {key: value.strip() for key, value in party.dict().items() if value.strip()}
    told = row.party | {key: sealing.opened(value, SEALED) for key, value in row.sealed.items()} | said
    number = told.get("party_id_no", "")
    if number and not identity_fits(told.get("party_id_type", ""), number):
        raise Invalid([FieldError("party.party_id_no", "paper_identity")])
    row.sealed = {key: sealing.seal(told[key], SEALED) for key in SEALED_KEYS if told.get(key)}
    row.party = {key: value for key, value in told.items() if key not in SEALED_KEYS}
    known = number or told.get("plate") or told.get("party_name", "")
    row.party_hash = sealing.trace(known.upper(), SEALED) if known else ""


def known_in_part(row: OffsiteFile) -> None:
    """A party is named by its name, its number or at least the plate of its car. Raises Invalid."""
    if not row.party_hash:
        raise Invalid([FieldError("party.party_name", "offsite_party")])


def collect(row: OffsiteFile, case: Case, evidence: Sequence[int], device: str, *, now: datetime) -> None:
    """Joins pictures of the case to the file. Raises Invalid for one that is not the case's or a device there is
    not."""
    wanted = Evidence.objects.filter(case=case, blob__media_type__startswith="image/").select_related("blob")
    if evidence:
        wanted = wanted.filter(pk__in=evidence)
    found = list(wanted.order_by("taken_at", "added_at")[:9])
    if evidence and len(found) != len(set(evidence)):
        raise Invalid([FieldError("evidence", "file_unknown")])
    known = Device.objects.filter(code=device).first() if device else None
    if device and known is None:
        raise Invalid([FieldError("device", "offsite_device", {"code": device})])
    told = certificate_of(known, now)
    warning = Warning.objects.filter(pk=case.warning_id).first() if case.warning_id else None
    algos = recognised(warning, now) if warning else {}
    for number, one in enumerate(found):
        OffsiteEvidence.objects.get_or_create(
            file=row,
            blob=one.blob,
            defaults={
                "view": "overview" if number == 0 else "close",
                "device": device,
                "certificate_no": (told or {}).get("number") or "",
                "certificate_until": (told or {}).get("until"),
                "lacks": list(told["lacks"]) if told else ["unknown"],
                "algo": algos.get(one.blob_id, {}),
                "captured_at": one.taken_at or one.added_at,
                "added_at": now,
            },
        )


@transaction.atomic
def amend(
    *, access: Access, key: UUID, values: Mapping[str, Any], party: PartyIn | None, now: datetime
) -> OffsiteFile:
    """Adds pictures, names the party, corrects the facts; before the notice only. Raises as begin()."""
    row = access.get("offsite.list", rows().select_for_update(of=("self",)), pk=key)
    if not access.may("offsite.collect", row):
        raise Forbidden("not_your_move")
    if row.version != values["version"]:
        raise Conflict("enforcement_changed")
    if row.notice_id is not None or row.ended_at is not None:
        raise Conflict("paper_frozen")
    if row.state != "evidence" and (values.get("evidence") or values.get("fact")):
        raise Conflict("paper_frozen")
    if values.get("fact"):
        row.fact = values["fact"]
    if party is not None:
        name_party(row, party)
        known_in_part(row)
    if values.get("evidence") or values.get("device"):
        assert row.case is not None
        collect(row, row.case, values.get("evidence") or [], values.get("device") or "", now=now)
    row.version += 1
    row.save()
    return row


def masked_party(row: OffsiteFile) -> dict[str, str]:
    """The party as it is shown without a purpose."""
    opened = {key: sealing.opened(value, SEALED) for key, value in row.sealed.items()}
    shown = {key: str(value) for key, value in row.party.items()}
    if shown.get("party_name") and row.party.get("party_type") == "person":
        shown["party_name"] = masking.name(shown["party_name"])
    if shown.get("party_phone"):
        shown["party_phone"] = masking.phone(shown["party_phone"])
    if opened.get("party_id_no"):
        shown["party_id_no"] = masking.identity(opened["party_id_no"])
    if opened.get("plate"):
        shown["plate"] = masking.plate(opened["plate"])
    return shown


def fingerprint(value: Any) -> str:
    """SHA-256 of a value as canonical JSON."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
