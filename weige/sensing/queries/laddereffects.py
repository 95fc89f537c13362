"""What another ladder of warnings would do: to those of the last 30 days, to those open now, to whom it reaches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, Max, OuterRef, Q

from weige.kernel.reference import Choice, Effect
from weige.kernel.streettime import LOCAL
from weige.messaging.queries import carrier_name
from weige.people.models import Post, Shift
from weige.people.queries.duty import held
from weige.sensing.models import AlertGroup, Warning
from weige.sensing.rules.ladder import CALLS, Policy, Rung
from weige.sensing.rules.warning import LIVE

DAYS: Final = 30  # looked back (our default)
MOST: Final = 5000  # groups looked at, the newest
SHOWN: Final = 10


@dataclass(frozen=True)
class Words:
    """What roles and channels are called."""

    roles: Mapping[str, Choice]
    by: Mapping[str, Choice]

    def rung(self, one: Rung) -> tuple[str, str]:
        """过 10 分钟：值班员（电话）"""
        zh, en = after(one.after)
        to = [self.roles.get(role, Choice(role, role, role)) for role in one.to]
        by = [self.by[way] for way in one.by]
        who = "、".join(part.zh for part in to), ", ".join(part.en for part in to)
        how = "、".join(part.zh for part in by), ", ".join(part.en for part in by)
        return f"{zh}：{who[0]}（{how[0]}）", f"{en}: {who[1]} ({how[1]})"


@dataclass(frozen=True)
class Past:
    """A group of the level: since when, how long nobody had seen it, whether it still waits."""

    started_at: datetime
    unseen: timedelta
    waits: bool
    count: int


def after(one: timedelta) -> tuple[str, str]:
    """马上、过 90 秒、过 30 分钟"""
    seconds = int(one.total_seconds())
    if not seconds:
        return "马上", "at once"
    if seconds % 60:
        return f"过 {seconds} 秒", f"after {seconds} s"
    return f"过 {seconds // 60} 分钟", f"after {seconds // 60} min"


def first(rungs: Sequence[Rung]) -> dict[tuple[str, bool], timedelta]:
    """(role, whether it rings) → when that role is first told so; a ring counts as telling too."""
    found: dict[tuple[str, bool], timedelta] = {}
    for rung in rungs:
        for role in rung.to:
            found.setdefault((role, False), rung.after)
            if set(rung.by) & set(CALLS):
                found.setdefault((role, True), rung.after)
    return found


def later(old: Sequence[Rung], new: Sequence[Rung]) -> list[tuple[str, bool]]:
    """Roles told later than before, or no longer, and whether it is by a call or text message."""
    was, then = first(old), first(new)
    return [key for key, at in was.items() if key not in then or then[key] > at]


def of_ladder(
    level: int, old: Sequence[Rung], new: Sequence[Rung], words: Words, now: datetime
) -> list[Effect]:
    """All of them (≤ 4 statements)."""
    rows = past(level, now)
    found = [_lately(rows, old, new, words)]
    if open_ := [one for one in rows if one.waits]:
        found.append(_open(open_, old, new, words, now))
    if lost := later(old, new):
        found.append(Effect("escalation_later", {}, "warn", [_later(one, old, new, words) for one in lost]))
    found += _people(sorted({role for rung in new for role in rung.to}), words, now)
    if any(set(rung.by) & set(CALLS) for rung in new) and carrier_name() == "recorder":
        found.append(Effect("escalation_recorder", tone="warn"))
    return found


def past(level: int, now: datetime) -> list[Past]:
    """The groups of the level begun in the last 30 days, newest first, MOST of them (1 statement)."""
    living = Warning.objects.filter(group=OuterRef("pk"), state__in=LIVE)
    rows = AlertGroup.objects.filter(
        Q(started_at__gt=now - timedelta(days=DAYS), started_at__lte=now), level=level
    )
    rows = rows.annotate(living=Exists(living), over=Max("warnings__over_at")).order_by("-started_at", "pk")
    found = []
    for row in rows[:MOST].values("started_at", "acknowledged_at", "living", "over", "count"):
        end = row["acknowledged_at"] or (now if row["living"] else row["over"]) or now
        waits = bool(row["living"]) and row["acknowledged_at"] is None
        unseen = max(timedelta(0), end - row["started_at"])
        found.append(Past(row["started_at"], unseen, waits, row["count"]))
    return found


def _reached(rows: Sequence[Past], rung: Rung) -> int:
    return sum(1 for one in rows if not rung.after or one.unseen >= rung.after)


def _lately(rows: Sequence[Past], old: Sequence[Rung], new: Sequence[Rung], words: Words) -> Effect:
    """Each step with how many of the groups would have come to it."""
    if not rows:
        return Effect("escalation_none_lately", {"days": DAYS}, items=[words.rung(one) for one in new])
    items = []
    for sign, rungs in ((("原来 ", "Was: "), old), (("改后 ", "Now: "), new)):
        for rung in rungs:
            (zh, en), n = words.rung(rung), _reached(rows, rung)
            items.append((f"{sign[0]}{zh}：{n} 组", f"{sign[1]}{en}: {n}"))
    return Effect("escalation_lately", {"n": len(rows), "days": DAYS}, items=items)


def _open(
    rows: Sequence[Past], old: Sequence[Rung], new: Sequence[Rung], words: Words, now: datetime
) -> Effect:
    """What is told next of the groups nobody has seen, by the old ladder and the new one."""
    items = []
    for one in rows[:SHOWN]:
        told = max((rung.after for rung in old if rung.after <= one.unseen), default=timedelta(0))
        was = next((rung for rung in old if rung.after > told), None)
        then = next((rung for rung in new if rung.after > told), None)
        begun = one.started_at.astimezone(LOCAL).strftime("%m-%d %H:%M")
        zh, en = (tuple(_next(rung, one, words, now, at) for rung in (was, then)) for at in ("zh", "en"))
        items.append(
            (
                f"{begun} 起的 {one.count} 条：{zh[0]} → {zh[1]}",
                f"{one.count} since {begun}: {en[0]} → {en[1]}",
            )
        )
    return Effect("escalation_open", {"n": len(rows)}, items=items)


def _next(rung: Rung | None, one: Past, words: Words, now: datetime, language: str) -> str:
    if rung is None:
        return "不再告诉谁" if language == "zh" else "nobody further"
    at = max(one.started_at + rung.after, now).astimezone(LOCAL).strftime("%H:%M")
    zh, en = words.rung(rung)
    who = zh.partition("：")[2] if language == "zh" else en.partition(": ")[2]
    return f"{at} {who}"


def _later(key: tuple[str, bool], old: Sequence[Rung], new: Sequence[Rung], words: Words) -> tuple[str, str]:
    role, rings = key
    name = words.roles.get(role, Choice(role, role, role))
    was, then = after(first(old)[key]), first(new).get(key)
    now_zh, now_en = after(then) if then is not None else ("不再", "no longer")
    zh, en = ("电话或短信", "call or text message") if rings else ("知道", "told")
    return f"{name.zh}（{zh}）：{was[0]} → {now_zh}", f"{name.en} ({en}): {was[1]} → {now_en}"


def _people(roles: Sequence[str], words: Words, now: datetime) -> list[Effect]:
    """Whom the roles mean today: posts held, of them on duty now (2 statements)."""
    day = now.astimezone(LOCAL).date()
    posts = list(Post.objects.filter(held(day), role__code__in=roles).values_list("pk", "role__code"))
    shifts = Shift.objects.filter(start__lte=now, end__gt=now, post__in=[pk for pk, _ in posts])
    working = set(shifts.values_list("post_id", flat=True))
    items, nobody = [], []
    for role in roles:
        mine = [pk for pk, code in posts if code == role]
        name: Any = words.roles.get(role, Choice(role, role, role))
        duty = sum(1 for pk in mine if pk in working)
        if not mine:
            nobody.append((name.zh, name.en))
            continue
        items.append(
            (
                f"{name.zh}：{len(mine)} 个岗位有人，现在 {duty} 个当班",
                f"{name.en}: {len(mine)} posts held, {duty} on duty now",
            )
        )
    found = [Effect("escalation_people", items=items)] if items else []
    return found + ([Effect("escalation_nobody", {}, "warn", nobody)] if nobody else [])


def of_pace(old: Policy, new: Policy, now: datetime) -> list[Effect]:
    """How many groups stand open and take it from now on, and what a longer wait costs (1 statement)."""
    since = now - timedelta(days=DAYS)
    rows = AlertGroup.objects.filter(opened_at__gt=since, opened_at__lte=now)
    counts = list(rows.values_list("count", flat=True))
    found = [Effect("alert_pace_lately", {"n": len(counts), "warnings": sum(counts), "days": DAYS})]
    slower = any(new.wait[level] > old.wait[level] for level in old.wait)
    if slower:
        found.append(Effect("alert_pace_waits", tone="warn"))
    if new.call_window > old.call_window:
        found.append(Effect("alert_pace_calls", tone="warn"))
    return found
