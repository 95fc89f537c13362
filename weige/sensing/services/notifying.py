"""Notices and calls about groups of warnings, collected while a batch is decided and written at its end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from weige.messaging.queries.receivers import Duty, duty
from weige.messaging.services import Message, tell_all
from weige.sensing.models import AlertGroup, Called, Held, Warning
from weige.sensing.queries.shield import Hold
from weige.sensing.rules.ladder import IN_APP, Policy, Rung
from weige.sensing.rules.levels import name


@dataclass(frozen=True)
class About:
    """What a notice speaks of: a warning of a group, with how many others; minutes without an answer, if it is late."""

    group: AlertGroup
    lead: Warning
    count: int
    minutes: int | None = None

    def message(self, template: str, post: int, channel: str) -> Message:
        """The notice; of one warning it names the place, of several that of the group."""
        many = self.count > 1
        where = self.group if many else self.lead
        params = {
            "level": name(self.group.level if many else self.lead.level),
            "title_zh": self.lead.title_zh,
            "title_en": self.lead.title_en,
            "place_zh": where.place_zh,
            "place_en": where.place_en,
            "count": self.count if many else None,
            "minutes": self.minutes,
        }
        return Message(template, params, f"warning:{self.lead.pk}", post_id=post, channel=channel)


@dataclass
class Board:
    """What a batch tells and holds back. calls: those still standing, by (post, channel)."""

    policy: Policy
    now: datetime
    duty: Duty
    calls: dict[tuple[int, str], list[Called]]
    messages: list[Message] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    rung: list[Called] = field(default_factory=list)

    def tell(self, post: int, template: str, about: About) -> None:
        """A notice in the application."""
        self.messages.append(about.message(template, post, IN_APP))

    def ring(self, post: int, channel: str, step: int, about: About) -> None:
        """A call or text message, unless one to this post stands for it already."""
        group = about.group
        cover = next((one for one in self.calls.get((post, channel), ()) if covers(one, group, step)), None)
        if cover is not None:
            params = {"at": cover.at.isoformat(), "post": post, "channel": channel}
            self.hold(Hold("called", f"group:{cover.group_id}", cover.until, params), "call", group=group)
            return
        call = Called(
            post_id=post,
            group=group,
            channel=channel,
            level=group.level,
            step=step,
            at=self.now,
            until=self.now + self.policy.call_window,
        )
        self.calls.setdefault((post, channel), []).append(call)
        self.rung.append(call)
        template = "warning_call" if about.minutes is None else "warning_unseen"
        self.messages.append(about.message(template, post, channel))

    def hold(
        self, hold: Hold, what: str, *, row: Warning | None = None, group: AlertGroup | None = None
    ) -> None:
        """Notes what was not sent and why."""
        self.held.append(
            Held(
                warning_id=row.pk if row else None,
                group_id=group.pk if group else None,
                at=self.now,
                what=what,
                why=hold.why,
                ref=hold.ref,
                until=hold.until,
                params=dict(hold.params),
            )
        )

    def write(self) -> None:
        """Notices, calls and what was held back (≤ 4 statements)."""
        if self.messages:
            tell_all(messages=self.messages, now=self.now)
        if self.rung:
            Called.objects.bulk_create(self.rung)
        if self.held:
            Held.objects.bulk_create(self.held)


def covers(call: Called, group: AlertGroup, step: int) -> bool:
    """Whether a call still standing makes this one needless: as high a level, and as far up the ladder.

    A later rung of the same group rings again: nobody answered the first.
    """
    if call.level < group.level:
        return False
    return call.step == step if call.group_id == group.pk else call.step >= step


def board(policy: Policy, now: datetime, cells: Iterable[int], rungs: Sequence[Rung]) -> Board:
    """A board for telling along these rungs in these areas (3 statements)."""
    roles = {role for rung in rungs for role in rung.to}
    calls: dict[tuple[int, str], list[Called]] = {}
    for call in Called.objects.filter(until__gt=now).order_by("pk"):
        calls.setdefault((call.post_id, call.channel), []).append(call)
    return Board(policy, now, duty(cells, roles, now), calls)


def places_of(rows: Iterable[Warning], group: AlertGroup, role: str, duty_: Duty) -> dict[int, list[Warning]]:
    """Which posts of a role are concerned with which of the warnings."""
    found: dict[int, list[Warning]] = {}
    seen: dict[tuple[int, ...], list[int]] = {}
    for row in rows:
        cells = tuple(row.cells or group.cells)
        if cells not in seen:
            seen[cells] = duty_.of(cells, role)
        for post in seen[cells]:
            found.setdefault(post, []).append(row)
    return found


def worst(rows: Sequence[Warning], lead: UUID | None = None) -> Warning:
    """The one a notice names: the group's lead if it is among them, else the worst, oldest."""
    return min(rows, key=lambda row: (row.pk != lead, -row.level, row.opened_at, str(row.pk)))
