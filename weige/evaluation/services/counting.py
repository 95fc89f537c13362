"""An event of a case folded into facts: what is known no longer ends, what is known now begins."""

from datetime import datetime
from typing import Any

import msgspec

from weige.evaluation.models import Fact, Track
from weige.evaluation.rules.folding import Known, Step, Story, fold


def take(*, case_id: str, step: Step, cells: list[int]) -> None:
    """Folds one event into its case's facts (2 statements, up to 4 when something countable changed)."""
    track = Track.objects.filter(pk=case_id).first()
    before = load(track.story) if track else Story()
    after = fold(before, step)
    gone = [key for key, fact in before.facts.items() if after.facts.get(key) != fact]
    new = {key: fact for key, fact in after.facts.items() if before.facts.get(key) != fact}
    if gone:
        Fact.objects.filter(case_id=case_id, key__in=gone, known_to__isnull=True).update(known_to=step.at)
    if new:
        Fact.objects.bulk_create([_row(case_id, key, fact, cells, step.at) for key, fact in new.items()])
    if after != before:
        Track.objects.update_or_create(pk=case_id, defaults={"story": dump(after)})


def _row(case_id: str, key: str, fact: Known, cells: list[int], known_from: datetime) -> Fact:
    return Fact(
        case_id=case_id,
        key=key,
        kind=fact.kind,
        at=fact.at,
        marks=sorted(fact.marks),
        value=fact.value,
        cells=cells,
        department_id=fact.whose.department_id,
        post_id=fact.whose.post_id,
        user_id=fact.whose.user_id,
        known_from=known_from,
    )


def dump(story: Story) -> dict[str, Any]:
    """The story as JSON."""
    plain: dict[str, Any] = msgspec.to_builtins(story)
    return plain


def load(plain: dict[str, Any]) -> Story:
    """Back from JSON."""
    return msgspec.convert(plain, Story, strict=False)
