"""Who can see this, and what can she see: the answers come from the policy every request goes through."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from weige.kernel import reference
from weige.kernel.access import Level
from weige.kernel.errors import LANGUAGES
from weige.kernel.reference import Effect, Sight
from weige.people.models import Post, Role, User
from weige.people.policy import GrantAccess, admits, scope_of
from weige.people.queries.held import held_by_all, held_posts
from weige.people.rules.access import Held, HeldPost, reach
from weige.people.rules.verbwords import verb_words
from weige.territory.models import Area

#: The street's own names of a level, from near to far.
ORDER = [level.value for level in Level]
SHOWN = 40  # people named in a preview; the sentence has the whole number


def sight_lines() -> list[dict[str, Any]]:
    """The kinds of things one may ask about."""
    reference.discover()
    return [{"code": one.code, "name": reference.said(one)} for one in reference.SIGHTS.values() if one.find]


def who_sees(sight: Sight, obj: Any, *, on: date, street: str | None) -> list[dict[str, Any]]:
    """Everybody whose grants reach the object that day, by post and verb (3 statements and those of the object)."""
    people = held_by_all(on=on, street=street)
    users = User.objects.filter(pk__in=people, is_active=True).order_by("name_zh", "pk")
    roles = role_names()
    areas = _areas(post for posts in people.values() for post in posts)
    scope = scope_of(type(obj))
    found = []
    for user in users:
        for post in people[user.pk]:
            held = {verb: level for verb, level in post.grants if verb in sight.verbs}
            pairs = [
                {"verb": verb, "level": level.value}
                for verb, level in post.grants
                if verb in held and admits(obj, reach(scope, [Held(verb, level, post.seat)], user.pk))
            ]
            if pairs:
                found.append(
                    {
                        "username": user.username,
                        "name_zh": user.name_zh,
                        "name_en": user.name_en or user.name_zh,
                        "post": _post_line(post, roles, areas),
                        "lists": any(pair["verb"] == sight.verbs[0] for pair in pairs),
                        "grants": sorted(pairs, key=lambda one: sight.verbs.index(one["verb"])),
                    }
                )
    return found


def seen_by(user: User, *, on: date, street: str | None) -> dict[str, Any]:
    """What a person may do: verbs with their levels by post, and how many of each kind they see (a count each)."""
    reference.discover()
    posts, asked = held_posts(user.pk, on=on, street=street)
    access = GrantAccess(user, posts, posts, asked)
    roles, areas = role_names(), _areas(posts)
    counts = []
    for sight in reference.SIGHTS.values():
        verb = sight.verbs[0]
        if access.levels(verb):
            n = access.rows(verb, sight.model.objects.all()).count()
            every = sorted((level.value for level in access.levels(verb)), key=ORDER.index)
            counts.append(
                {"code": sight.code, "name": reference.said(sight), "verb": verb, "levels": every, "n": n}
            )
    return {
        "username": user.username,
        "name_zh": user.name_zh,
        "name_en": user.name_en or user.name_zh,
        "active": user.is_active,
        "posts": [
            _post_line(post, roles, areas) | {"reaches": post.reaches, "grants": _grants(post)}
            for post in posts
        ],
        "counts": counts,
    }


def _grants(post: HeldPost) -> list[dict[str, str]]:
    return [{"verb": verb, "level": level.value} for verb, level in sorted(post.grants)]


def _post_line(
    post: HeldPost, roles: Mapping[str, dict[str, str]], areas: Mapping[int, Area]
) -> dict[str, Any]:
    area = areas.get(post.seat.area_id)
    return {
        "code": post.code,
        "name": {"zh": post.name_zh, "en": post.name_en},
        "role": roles.get(post.role, {"zh": post.role, "en": post.role}),
        "area": {"zh": area.name_zh if area else "", "en": area.name_en if area else ""},
    }


def role_names() -> dict[str, dict[str, str]]:
    """Role code → words (1 statement)."""
    return {role.code: {"zh": role.name_zh, "en": role.name_en} for role in Role.objects.all()}


def _areas(posts: Iterable[HeldPost]) -> dict[int, Area]:
    return {area.pk: area for area in Area.objects.filter(pk__in={post.seat.area_id for post in posts})}


def role_effects(role: Role, grants: list[tuple[Level, str]], *, on: date) -> list[Effect]:
    """Who would gain or lose sight of what when the role had these grants."""
    people = held_by_all(on=on)
    pairs = tuple((verb, level) for level, verb in grants)
    changes = {}
    for user_id, posts in people.items():
        if any(post.role == role.code for post in posts):
            after = tuple(replace(post, grants=pairs) if post.role == role.code else post for post in posts)
            changes[user_id] = (posts, after)
    return changed_sight(changes)


def changed_sight(
    changes: Mapping[int, tuple[tuple[HeldPost, ...], tuple[HeldPost, ...]]],
) -> list[Effect]:
    """Who gains or loses what when each user's posts change from the first to the second (counts of each kind)."""
    reference.discover()
    users = {user.pk: user for user in User.objects.filter(pk__in=changes)}
    more: list[tuple[str, str]] = []
    less: list[tuple[str, str]] = []
    may: list[tuple[str, str]] = []
    for user_id, (before, after) in sorted(changes.items()):
        user = users[user_id]
        old, new = (GrantAccess(user, posts, posts, "") for posts in (before, after))
        _compare(user, old, new, more, less)
        gone, come = set(old.verbs) - set(new.verbs), set(new.verbs) - set(old.verbs)
        if gone or come:
            zh, en = (_verbs_told(come, gone, language) for language in LANGUAGES)
            may.append((f"{user.name_zh}：{zh}", f"{user.name_en or user.name_zh}: {en}"))
    if not (more or less or may):
        return [Effect("grants_nobody")]
    found = [Effect("grants_people", {"n": len(changes)})]
    for code, tone, items in (("grants_more", "warn", more), ("grants_less", "warn", less)):
        if items:
            found.append(Effect(code, {"n": len(items)}, tone, items[:SHOWN]))
    if may:
        found.append(Effect("grants_verbs", {"n": len(may)}, "info", may[:SHOWN]))
    return found


def _verbs_told(come: set[str], gone: set[str], language: str) -> str:
    """+案件：督办  −案件：催办"""
    signed = [("+", verb) for verb in sorted(come)] + [("−", verb) for verb in sorted(gone)]
    return "  ".join(sign + verb_words(verb, language) for sign, verb in signed)


def _compare(
    user: User, old: GrantAccess, new: GrantAccess, more: list[tuple[str, str]], less: list[tuple[str, str]]
) -> None:
    for sight in reference.SIGHTS.values():
        verb = sight.verbs[0]
        if old.reach(verb, sight.model) == new.reach(verb, sight.model):
            continue
        was, then = (_count(access, verb, sight.model) for access in (old, new))
        if was != then:
            name = reference.said(sight)
            zh = f"{user.name_zh}：{name['zh']} {was} → {then}"
            en = f"{user.name_en or user.name_zh}: {name['en']} {was} → {then}"
            (more if then > was else less).append((zh, en))


def _count(access: GrantAccess, verb: str, model: Any) -> int:
    return access.rows(verb, model.objects.all()).count() if access.levels(verb) else 0


def seat_of(post: Post, role: Role, streets: frozenset[int]) -> HeldPost:
    """A post as the policy sees it, also one that is not stored yet."""
    from weige.people.rules.access import Seat

    grants = tuple((grant.verb, Level(grant.level)) for grant in role.grants.all())
    seat = Seat(post.pk or 0, post.area_id, streets, post.department_id)
    return HeldPost(post.pk or 0, post.code, post.name_zh, post.name_en, role.code, seat, grants, True)


def words_of_verbs(verbs: Iterable[str]) -> dict[str, dict[str, str]]:
    """verb → zh and en, from [noun] and [act] of people/labels_office.toml."""
    return {verb: {one: verb_words(verb, one) for one in LANGUAGES} for verb in sorted(set(verbs))}
