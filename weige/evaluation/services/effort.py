"""Taking in what forms asked of people: sums are added to sums, nothing else is kept."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F

from weige.evaluation.models import FormEffort
from weige.evaluation.rules.effort import COUNTED, MOST_USES, Sums, forms, week_of, wrong
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.streettime import LOCAL


@transaction.atomic
def add(*, said: Sequence[tuple[str, Sums]], now: datetime) -> None:
    """Adds the sums to this week's (2 statements a form). Raises Invalid, naming each wrong line."""
    errors = []
    for place, (form, sums) in enumerate(said):
        if form not in forms():
            errors.append(FieldError(f"forms.{place}.form", "unknown_form", {"form": form}))
        if not 1 <= sums.uses <= MOST_USES:
            errors.append(FieldError(f"forms.{place}.uses", "effort_cannot_be"))
        errors += [FieldError(f"forms.{place}.{name}", "effort_cannot_be") for name in wrong(sums)]
    if errors:
        raise Invalid(errors)
    week = week_of(now.astimezone(LOCAL).date())
    for form, sums in said:
        FormEffort.objects.get_or_create(form=form, week=week)
        more = {name: F(name) + value for name, value in asdict(sums).items() if name in ("uses", *COUNTED)}
        FormEffort.objects.filter(form=form, week=week).update(**more)
