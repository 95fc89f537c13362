"""Why notices of a warning were held back, who was told of it and by what, and the group it was told with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from weige.kernel.streettime import LOCAL
from weige.messaging.models import Notice
from weige.people.models import Post
from weige.sensing.models import AlertGroup, Held, Warning
from weige.sensing.queries import policy as policies
from weige.sensing.rules.levels import name
from weige.sensing.rules.spec import Text
from weige.sensing.rules.wording import say

TOLD = 12  # posts shown on a card
SHOWN = 20  # reasons shown on a card, the newest


def held(row: Warning) -> list[dict[str, Any]]:
    """Every notice and call that was not sent, oldest first, with its reason in words (≤ 2 statements)."""
    mine = Q(warning=row)
    if row.group_id:
        mine |= Q(group_id=row.group_id, warning__isnull=True)
    rows = list(Held.objects.filter(mine).order_by("-at", "-pk")[:SHOWN])[::-1]
    posts = {one.params["post"] for one in rows if "post" in one.params}
    names = Post.objects.in_bulk(posts) if posts else {}
    return [
        {
            "at": one.at,
            "what": one.what,
            "why": one.why,
            "ref": one.ref,
            "until": one.until,
            **_words(one, names),
        }
        for one in rows
    ]


def _words(one: Held, posts: Mapping[int, Post]) -> dict[str, str]:
    params = one.params
    post = posts.get(params.get("post", 0))
    words = say(
        f"held_{one.why}",
        who=params.get("who", ""),
        reason=params.get("reason", ""),
        until=_clock(one.until) if one.until else "",
        rule=_pair(params, "rule"),
        title=_pair(params, "title"),
        place=_pair(params, "place"),
        post=Text(post.name_zh, post.name_en) if post else Text("", ""),
        at=_clock(datetime.fromisoformat(params["at"])) if "at" in params else "",
        channel=say(f"channel_{params.get('channel', 'in_app')}"),
    )
    return {"zh": words.zh, "en": words.en}


def _pair(params: Mapping[str, Any], key: str) -> Text:
    return Text(params.get(f"{key}_zh", ""), params.get(f"{key}_en", ""))


def _clock(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%m-%d %H:%M")


def told(row: Warning) -> list[dict[str, Any]]:
    """Who was told of the warning (or of its group) and its case, when first, by what, and whether they read any of it.

    Each post once and by its name, never a person's (1 statement; row.group is loaded).
    """
    subjects = {f"warning:{row.pk}"}
    if row.case_id:
        subjects.add(f"case:{row.case_id}")
    if row.group is not None:
        subjects.add(f"warning:{row.group.lead}")
    found = Notice.objects.filter(subject__in=subjects).select_related("post").order_by("sent_at", "pk")
    party, rows = say("told_party"), dict[int | None, dict[str, Any]]()
    for notice in found:
        fresh: dict[str, Any] = {
            "zh": notice.post.name_zh if notice.post else party.zh,
            "en": notice.post.name_en if notice.post else party.en,
            "at": notice.sent_at,
            "read": False,
            "by": [],
        }
        kept = rows.setdefault(notice.post_id, fresh)
        kept["read"] = kept["read"] or notice.read_at is not None
        channel = say(f"channel_{notice.channel}")
        kept["by"].append(
            {
                "channel": notice.channel,
                "state": notice.state,
                "at": notice.sent_at,
                "zh": channel.zh,
                "en": channel.en,
            }
        )
    return list(rows.values())[:TOLD]


def group_row(group: AlertGroup | None) -> dict[str, Any] | None:
    """A group as the API shows it."""
    if group is None:
        return None
    return {
        "id": group.pk,
        "scenario": group.scenario,
        "level": name(group.level),
        "place_zh": group.place_zh,
        "place_en": group.place_en,
        "count": group.count,
        "lead": group.lead,
        "opened_at": group.opened_at,
        "last_at": group.last_at,
        "acknowledged_at": group.acknowledged_at,
        "next_at": group.next_at,
        "ladder": ladder(group),
    }


def ladder(group: AlertGroup) -> list[dict[str, Any]]:
    """The rungs of the group's ladder: when, whom by role, by what, and whether it was climbed."""
    rungs = policies.in_force().policy.ladders[group.level]
    return [
        {
            "at": group.started_at + rung.after,
            "roles": list(rung.to),
            "by": list(rung.by),
            "done": step < group.step,
        }
        for step, rung in enumerate(rungs)
    ]
