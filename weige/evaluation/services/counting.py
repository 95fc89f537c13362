"""An event of a case folded into facts: what is known no longer ends, what is known now begins."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from weige.evaluation.models import Fact, Track
from weige.evaluation.rules.folding import Known, Step, Story, fold
from weige.kernel.copying import copy_in
from weige.kernel.models import Event


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


def take_history(rows: Iterable[Event]) -> int:
    """Folds the events of cases brought in at once, as take() would one by one; how many facts (2 statements).

    For cases of which nothing was folded yet.
    """
    stories: dict[str, Story] = {}
    open_now: dict[tuple[str, str], Fact] = {}
    facts: list[Fact] = []
    for row in rows:
        case_id = row.payload["case_id"]
        step = Step(row.kind, row.at, row.payload, row.actor_post_id, row.actor_user_id)
        before = stories.get(case_id, Story())
        after = stories[case_id] = fold(before, step)
        for key in [key for key, fact in before.facts.items() if after.facts.get(key) != fact]:
            open_now.pop((case_id, key)).known_to = step.at
        for key, fact in after.facts.items():
            if before.facts.get(key) != fact:
                made = open_now[case_id, key] = _row(case_id, key, fact, row.cells, step.at)
                facts.append(made)
    copy_in(Fact, facts)
    copy_in(Track, [Track(pk=UUID(case_id), story=dump(story)) for case_id, story in stories.items()])
    return len(facts)


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
