"""Hearings (听证): asked for where the band gives that right, set and told in time, held with a record, or given up."""

from weige.enforcement.models import Hearing, OffsiteFile, Power
from weige.enforcement.queries import legal
from weige.enforcement.rules.stamps import stamp
from weige.enforcement.services import telling
from weige.enforcement.services.engine import Step
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.worktime import Clock


def has_right(power: Power, amount: int | None) -> bool:
    """Whether the party may ask for a hearing: the matter's own mark, or that of the band the amount lies in."""
    if power.hearing:
        return True
    if amount is None:
        return False
    bands = power.bands.filter(hearing=True)
    return any((one.low or 0) <= amount <= (one.high if one.high is not None else amount) for one in bands)


def of(row: OffsiteFile) -> Hearing | None:
    """The hearing of a file (1 statement)."""
    return Hearing.objects.filter(file=row).first()


def ask(step: Step[OffsiteFile]) -> None:
    """The request as it came; the officer is told at once. A hearing given up can be asked for again in the term."""
    values = {
        "asked_at": step.now,
        "asked_why": step.data.text[:1000],
        "by_link": step.link_id,
        "at": None,
        "withdrawn_at": None,
    }
    Hearing.objects.update_or_create(file=step.row, defaults=values)
    step.row.due_at = step.row.decide_by
    telling.to_posts(step.row, "hearing_asked", who=step.who, now=step.now)


def arrange(step: Step[OffsiteFile]) -> None:
    """Time, place and chair; the party is told, as many days ahead as the office's term says. Raises Invalid."""
    row, data = step.row, step.data
    assert data.at is not None, "the table asks for it"
    earliest = Clock(step.calendar).due(step.now, legal.limit("hearing_notice")).at
    if earliest is not None and data.at < earliest:
        raise Invalid([FieldError("at", "hearing_too_soon", {"at": stamp(earliest)})])
    told = {"at": data.at, "place": data.place, "chair": data.person[:60], "told_at": step.now}
    Hearing.objects.filter(file=row).update(**told)
    row.due_at = data.at
    step.told |= {
        "said_zh": f"{stamp(data.at)} {data.place}",
        "said_en": f"{data.at:%Y-%m-%d %H:%M} {data.place}",
    }
    if row.notice is not None:
        telling.to_party(
            row.notice,
            "hearing_set",
            who=step.who,
            now=step.now,
            about=row,
            due_at=data.at.isoformat(),
            place=data.place,
        )


def hold(step: Step[OffsiteFile]) -> None:
    """It took place; the record is kept as it was written."""
    files = [one.pk for one in step.files.get("photos", [])]
    Hearing.objects.filter(file=step.row).update(held_at=step.now, record=step.data.text, files=files)
    after(step)


def give_up(step: Step[OffsiteFile]) -> None:
    Hearing.objects.filter(file=step.row).update(withdrawn_at=step.now)
    after(step)


def after(step: Step[OffsiteFile]) -> None:
    """A defence that nobody has answered comes next, else the decision."""
    if step.row.defences.filter(result="").exists():
        step.row.state = "considering"
    step.row.due_at = step.row.decide_by
    telling.to_posts(step.row, "offsite_to_decide", who=step.who, now=step.now)


def said_in_decision(row: OffsiteFile) -> str:
    """One line for the decision's field on hearing and defence."""
    found = of(row)
    if found is None or found.held_at is None:
        return ""
    return f"已于{stamp(found.held_at)}举行听证，主持人{found.chair}"
