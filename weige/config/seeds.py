"""What every installation needs to begin with, and whose data a database holds."""

from datetime import datetime

from django.db import transaction

from weige.kernel.models import Setting
from weige.kernel.services.calendar import load_calendar_seed
from weige.people.models import User
from weige.people.services.roles import load_roles

DEMO, SEEDED = "demo", "seeded"


def is_demo() -> bool:
    """Whether a demonstration was (or began to be) loaded into this database."""
    return Setting.objects.filter(key=DEMO).exists()


def holds_real_data() -> bool:
    """Whether somebody else's users are in this database."""
    return not is_demo() and User.objects.exists()


@transaction.atomic
def load_seeds(release: str, *, now: datetime) -> None:
    """Roles and the calendar as this release ships them; once a release, so that a start writes nothing otherwise."""
    if Setting.objects.filter(key=SEEDED, value=release).exists():
        return
    load_roles()
    load_calendar_seed(now=now)
    Setting.objects.update_or_create(key=SEEDED, defaults={"value": release})
