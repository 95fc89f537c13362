"""The demonstration's data, loaded step by step; a start that was interrupted goes on at the step it was in."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import transaction

from weige.cases.services.catalogue import load_packaged
from weige.demo.backdrop import load_backdrop
from weige.demo.callcentre import load_call_days
from weige.demo.cast import keep_sessions_long, load_cast
from weige.demo.devices import load_devices
from weige.demo.enforcing import load_enforcement
from weige.demo.ground import load_ground
from weige.demo.headcounts import load_headcounts
from weige.demo.history.telling import DAYS, load_history
from weige.demo.joint import load_joint
from weige.demo.live import load_live
from weige.demo.lives import load_lives
from weige.demo.past import load_past
from weige.demo.shops import load_shops
from weige.demo.spots import load_spots
from weige.demo.stations import load_stations
from weige.demo.tags import load_tags
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.powers import load_powers
from weige.enforcement.services.remedies import load_outcomes
from weige.kernel.models import Setting
from weige.kernel.services.calendar import load_calendar_seed
from weige.knowledge.services.frequent import load_rules
from weige.people.models import PostTerm
from weige.registry.services.words import load_words
from weige.scenarios.services import load_packs
from weige.sharing.services.offering import load_offer

SETTING = "demo"


def load(*, now: datetime, password: str, seed: int, days: int = DAYS) -> list[str]:
    """Loads what is not loaded yet and returns the names of the steps done.

    now: domain time of the start; days: how far its cases go back, and its readings too where these would go further.

    Each step and the note that it was done are one transaction: after a kill the step was done or it was not.
    """
    with transaction.atomic():
        Setting.objects.get_or_create(key=SETTING, defaults={"value": {"seed": seed, "done": []}})
    did = []
    for name, step in steps(now=now, password=password, seed=seed, days=days):
        with transaction.atomic():
            note = Setting.objects.select_for_update().get(key=SETTING)
            if name in note.value["done"]:
                continue
            step()
            note.value["done"].append(name)
            note.save(update_fields=["value"])
        did.append(name)
    return did


def steps(*, now: datetime, password: str, seed: int, days: int) -> list[tuple[str, Callable[[], object]]]:
    """The steps in their order: each needs those before it."""
    return [
        ("calendar", lambda: load_calendar_seed(now=now)),
        ("ground", lambda: load_ground(now)),
        ("backdrop", load_backdrop),
        ("matters", lambda: load_packaged(now=now)),
        ("frequent", load_rules),
        ("services", load_offer),
        ("powers", lambda: load_powers(now=now)),
        ("papers", lambda: load_kinds(now=now)),
        ("outcomes", load_outcomes),
        ("words", load_words),
        ("cast", lambda: load_cast(now, {"*": password})),
        ("stations", lambda: load_stations(now)),
        ("shops", lambda: load_shops(now)),
        ("devices", lambda: load_devices(now)),
        ("scenarios", lambda: load_packs(now=now)),
        ("past", lambda: load_past(now=now, seed=seed, days=days, logged=days > 0)),
        # after it readers of the log begin: before anything that others are to be told of, after what they are not
        ("history", lambda: load_history(now=now, seed=seed, days=days)),
        ("call days", lambda: load_call_days(now, seed)),
        ("headcounts", lambda: load_headcounts(now, seed)),
        ("tags", lambda: load_tags(now)),
        ("live", lambda: load_live(now)),
        ("enforcement", lambda: load_enforcement(now)),
        ("spots", lambda: load_spots(now, seed)),
        ("lives", lambda: load_lives(now=now)),
        ("joint", lambda: load_joint(now=now)),
        ("sessions", keep_sessions_long),
    ]


def logins() -> list[tuple[str, str]]:
    """(user, post in both languages) of everybody who can sign in to the demonstration, in the order of the cast."""
    today = datetime.now(tz=UTC).date()
    terms = PostTerm.objects.filter(valid_from__lte=today, user__kind="person").select_related("user", "post")
    found: dict[str, str] = {}
    for term in terms.order_by("id"):
        found.setdefault(term.user.username, f"{term.post.name_zh} {term.post.name_en}")
    return list(found.items())
