"""What every installation needs to begin with, and whose data a database holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from weige.cases.services.catalogue import load_packaged
from weige.config.trouble import Trouble
from weige.config.words import language
from weige.enforcement.services.kinds import load_kinds
from weige.enforcement.services.powers import load_powers
from weige.enforcement.services.remedies import load_outcomes
from weige.kernel.models import Setting
from weige.kernel.services.calendar import load_calendar_seed
from weige.knowledge.services.frequent import load_rules
from weige.people.models import User
from weige.people.services.roles import load_roles
from weige.registry.services.words import load_words
from weige.scenarios.rules.pack import PackFault
from weige.scenarios.services import fault_words, load_packs
from weige.sharing.services.offering import load_offer

DEMO, SEEDED = "demo", "seeded"


def is_demo() -> bool:
    """Whether a demonstration was (or began to be) loaded into this database."""
    return Setting.objects.filter(key=DEMO).exists()


def holds_real_data() -> bool:
    """Whether somebody else's users are in this database."""
    return not is_demo() and User.objects.exists()


@transaction.atomic
def load_seeds(release: str, *, now: datetime) -> None:
    """Roles, calendar and catalogue as this release ships them; once a release, so that a start writes nothing else."""
    if Setting.objects.filter(key=SEEDED, value=release).exists():
        return
    load_roles()
    load_calendar_seed(now=now)
    load_packaged(now=now)
    load_rules()
    load_offer()
    load_powers(now=now)
    load_kinds(now=now)
    load_outcomes()
    load_words()
    Setting.objects.update_or_create(key=SEEDED, defaults={"value": release})


@contextmanager
def pack_faults() -> Iterator[None]:
    """What a scenario pack does wrong becomes a sentence with its file and key."""
    try:
        yield
    except PackFault as fault:
        raise Trouble("pack_unfit", said=fault_words(fault)[language()]) from fault


def bring_packs(*, now: datetime) -> None:
    """The shipped scenario packs and the office's own (DATA/scenarios), at every start. Raises Trouble."""
    with pack_faults():
        load_packs(now=now)
