"""Factories of enforcement for the walk: a power, papers, an off-site file, a transfer."""

from datetime import timedelta
from typing import Any

from tests.cast import Api
from tests.stranger.objects import case, picture
from tests.stranger.world import World, makes
from weige.enforcement.models import OffsiteEvidence, OffsiteFile, Paper, Power, Remedy, Transfer
from weige.enforcement.services.answering import add_file
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.powers import load_powers
from weige.kernel import blobs, links, timesource
from weige.kernel.access import SYSTEM


@makes("power_code")
def power(_: World) -> str:
    load_powers(now=timesource.now())
    load_kinds(now=timesource.now())
    return str(Power.objects.order_by("code")[0].code)


@makes("legal_code")
def legal(_: World) -> str:
    return "defence"


@makes("/api/powers/export.{kind}:kind")
def powers_kind(_: World) -> str:
    return "csv"


def office(world: World) -> None:
    """What an office begins with."""
    power(world)


@makes("kind_code")
def paper_kind(world: World) -> str:
    office(world)
    return "notice"


@makes("paper_move")
def paper_move(_: World) -> str:
    return "issue"


@makes("paper_id")
def paper(world: World) -> str:
    found = Paper.objects.first()
    if found is not None:
        return str(found.pk)
    office(world)
    said = {"case": case(world), "kind": "notice"}
    answer = Api(world.cast["worker01"].token).post("/api/papers", json=said)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


@makes("file_id")
def paper_file(world: World) -> int:
    row = Paper.objects.get(pk=paper(world))
    return add_file(row, picture(), "seen", who=SYSTEM, now=timesource.now()).pk


@makes("link_id")
def paper_link(world: World) -> int:
    real = timesource.real_now()
    subject = f"paper:{paper(world)}"
    told = {"purpose": "paper", "subject": subject, "label": "", "who": SYSTEM, "now": timesource.now()}
    return links.issue(**told, real_now=real, expires_at=real + timedelta(days=1))[1].pk


@makes("transfer_move")
def transfer_move(_: World) -> str:
    return "receive"


@makes("held_move")
def held_move(_: World) -> str:
    return "waive"


@makes("offsite_move")
def offsite_move(_: World) -> str:
    return "submit"


def place_of(world: World) -> dict[str, Any]:
    """Where something in L01 lies, and when it began."""
    area = world.areas["L01"]
    return {"cells": area.path, "leaf_cells": [area.pk], "title": "t", "made_at": timesource.now()}


@makes("transfer_id")
def transfer(world: World) -> str:
    found = Transfer.objects.first()
    if found is None:
        said = {"other": "区环保局", "reason": "专业权限", "basis": "第三条"}
        found = Transfer.objects.create(direction="out", state="sent", **said, **place_of(world))
    return str(found.pk)


@makes("material_id")
def material(world: World) -> int:
    row = Transfer.objects.get(pk=transfer(world))
    return add_file(row, picture(), "material", who=SYSTEM, now=timesource.now()).pk


@makes("offsite_id")
def offsite(world: World) -> str:
    found = OffsiteFile.objects.first()
    if found is None:
        office(world)
        power_row = Power.objects.order_by("code")[0]
        said = {"fact": "f", "place": "p", "found_at": timesource.now(), "power": power_row}
        found = OffsiteFile.objects.create(state="evidence", **said, **place_of(world))
    return str(found.pk)


@makes("remedy_move")
def remedy_move(_: World) -> str:
    return "void"


@makes("remedy_id")
def remedy(world: World) -> str:
    found = Remedy.objects.first()
    if found is None:
        said = {"kind": "lawsuit", "body": "区法院", "number": "1", "accepted_on": timesource.now().date()}
        row = Paper.objects.get(pk=paper(world))
        found = Remedy.objects.create(decision=row, state="pending", **said, **place_of(world))
    return str(found.pk)


@makes("remedy_file_id")
def remedy_file(world: World) -> int:
    row = Remedy.objects.get(pk=remedy(world))
    return add_file(row, picture(), "remedy", who=SYSTEM, now=timesource.now()).pk


@makes("piece_id")
def piece(world: World) -> int:
    row = OffsiteFile.objects.get(pk=offsite(world))
    now = timesource.now()
    blob = blobs.put(picture(), now=now)
    times = {"captured_at": now, "added_at": now}
    return OffsiteEvidence.objects.create(file=row, blob=blob, view="close", device="CAM-1", **times).pk


@makes("/api/offsite/{offsite_id}/pictures/{sha}:sha")
def offsite_sha(world: World) -> str:
    return str(OffsiteEvidence.objects.get(pk=piece(world)).blob_id)
