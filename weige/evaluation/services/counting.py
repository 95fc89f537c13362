"""An event folded into facts: what is known no longer ends, what is known now begins."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from weige.evaluation.models import Fact, Track
from weige.evaluation.rules import calling, jointly, papers, patrolling
from weige.evaluation.rules.folding import Known, Step, Story, fold
from weige.kernel.copying import copy_in
from weige.kernel.models import Event
from weige.people.models import Post

Fold = Callable[[Story, Step], Story]


def take(*, about: str, step: Step, cells: list[int], case_id: str | None, fold: Fold = fold) -> None:
    """Folds one event into what it is about (1 statement, up to 4 when something countable changed)."""
    track = Track.objects.filter(pk=about).first()
    before = load(track.story) if track else Story()
    after = fold(before, step)
    gone = [key for key, fact in before.facts.items() if after.facts.get(key) != fact]
    new = {key: fact for key, fact in after.facts.items() if before.facts.get(key) != fact}
    if gone:
        Fact.objects.filter(about=about, key__in=gone, known_to__isnull=True).update(known_to=step.at)
    if new:
        whose = _Of(about, UUID(case_id) if case_id else None, cells)
        Fact.objects.bulk_create([whose.row(key, fact, step.at) for key, fact in new.items()])
    if after != before:
        Track.objects.bulk_create(
            [Track(pk=about, story=dump(after))],
            update_conflicts=True,
            unique_fields=["about"],
            update_fields=["story"],
        )


def department_of(post_id: int | None) -> int | None:
    """The department of the post that acts (1 statement, none for the system)."""
    if post_id is None:
        return None
    return Post.objects.filter(pk=post_id).values_list("department_id", flat=True).first()


def step_of_row(row: Event) -> Step:
    """A row of the log of a call, a task, a paper, a transfer as folding looks at it."""
    return Step(row.kind, row.at, row.payload, row.actor_post_id, row.actor_user_id, row.department_id)


def take_other(step: Step, *, cells: list[int]) -> None:
    """Folds an event of a call, a task, a paper, a transfer, a file or a shift into everything it is about."""
    rules = {"joint": jointly, "people": patrolling, "cases": calling}.get(
        step.kind.partition(".")[0], papers
    )
    for about, folded in rules.stories_of(step.kind, step.payload):
        take(about=about, step=step, cells=cells, case_id=step.payload.get("case_id"), fold=folded)


def take_history(rows: Iterable[Event]) -> int:
    """Folds the events of cases brought in at once, as take() would one by one; how many facts (2 statements).

    For cases of which nothing was folded yet.
    """
    departments = dict(Post.objects.values_list("pk", "department_id"))
    stories: dict[str, Story] = {}
    open_now: dict[tuple[str, str], Fact] = {}
    facts: list[Fact] = []
    for row in rows:
        case_id = row.payload["case_id"]
        seat = (row.actor_post_id, row.actor_user_id, row.department_id)
        step = Step(row.kind, row.at, row.payload, *seat, departments.get(row.actor_post_id or 0))
        before = stories.get(case_id, Story())
        after = stories[case_id] = fold(before, step)
        for key in [key for key, fact in before.facts.items() if after.facts.get(key) != fact]:
            open_now.pop((case_id, key)).known_to = step.at
        for key, fact in after.facts.items():
            if before.facts.get(key) != fact:
                whose = _Of(f"case:{case_id}", UUID(case_id), row.cells)
                made = open_now[case_id, key] = whose.row(key, fact, step.at)
                facts.append(made)
    copy_in(Fact, facts)
    copy_in(Track, [Track(pk=f"case:{case_id}", story=dump(story)) for case_id, story in stories.items()])
    return len(facts)


@dataclass(frozen=True, slots=True)
class _Of:
    """What facts are about, and where."""

    about: str
    case_id: UUID | None
    cells: list[int]

    def row(self, key: str, fact: Known, known_from: datetime) -> Fact:
        return Fact(
            about=self.about,
            case_id=self.case_id,
            key=key,
            kind=fact.kind,
            at=fact.at,
            marks=sorted(fact.marks),
            value=fact.value,
            cells=self.cells,
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
