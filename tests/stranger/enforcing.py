"""Factories of enforcement for the walk: a power, papers, an off-site file, a transfer."""

from tests.stranger.world import World, makes
from weige.enforcement.models import Power
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.powers import load_powers
from weige.kernel import timesource


@makes("power_code")
def power(_: World) -> str:
    load_powers(now=timesource.now())
    load_kinds(now=timesource.now())
    return str(Power.objects.order_by("code")[0].code)


@makes("/api/powers/export.{kind}:kind")
def powers_kind(_: World) -> str:
    return "csv"
