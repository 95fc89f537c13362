"""The cast of the demonstration: people, posts and rotas of data/people/cast.toml, put into the database."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import transaction

from weige.kernel.models import Setting
from weige.kernel.streettime import LOCAL
from weige.people.models import Department, Post, PostTerm, Role, ShiftPattern, User
from weige.people.services.roles import load_roles
from weige.people.services.roster import EVERY_DAY, extend_roster
from weige.territory.models import Area

FILE = Path(__file__).parent / "data" / "people" / "cast.toml"
EVERYBODY = "*"
TERMS_FROM = (1, 1)  # terms began on 1 January of the year before the demonstration's


def keep_sessions_long() -> None:
    """A visitor reads more than a clerk does: in the demonstration a session stands idle for half a day."""
    Setting.objects.update_or_create(key="idle_minutes", defaults={"value": 720})


@dataclass
class Loaded:
    """What load_cast made: login → user, post code → post, and how many shifts it wrote."""

    users: dict[str, User] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    shifts: int = 0


def hasher(passwords: Mapping[str, str]) -> Callable[[str], str]:
    """login → stored password. A value that already is a hash is stored as it is; equal passwords hash once.

    Once is enough for a demonstration, whose one password is printed on the console anyway.
    """

    @cache
    def stored(password: str) -> str:
        try:
            identify_hasher(password)
        except ValueError:
            return make_password(password)
        return password

    def of(login: str) -> str:
        password = passwords.get(login, passwords.get(EVERYBODY))
        return stored(password) if password else make_password(None)

    return of


@transaction.atomic
def load_cast(now: datetime, passwords: Mapping[str, str], *, skip_missing_areas: bool = False) -> Loaded:
    """Loads roles, departments, users, posts, terms and a month of roster; for an empty people module.

    passwords: login → password or hash, "*" for everybody else (without it they cannot sign in by password).
    Raises ValueError when an area is not there, unless its posts may be left out.
    """
    text = tomllib.loads(FILE.read_text(encoding="utf-8"))
    areas = {area.code: area for area in Area.objects.filter(valid_to__isnull=True)}
    rows = [row for row in text["posts"] if row["area"] in areas]
    if len(rows) < len(text["posts"]) and not skip_missing_areas:
        missing = sorted({row["area"] for row in text["posts"]} - set(areas))
        raise ValueError(f"cast: these areas are not loaded: {', '.join(missing)}")
    departments = make_departments(text["departments"])
    loaded = Loaded()
    loaded.posts = make_posts(rows, areas, departments, load_roles())
    loaded.users = make_users(rows, hasher(passwords))
    make_terms(rows, loaded, date(now.astimezone(LOCAL).year - 1, *TERMS_FROM))
    make_patterns(rows, loaded.posts, text["rotas"])
    loaded.shifts = extend_roster(now=now)
    return loaded


def make_departments(rows: Mapping[str, tuple[str, str]]) -> dict[str, Department]:
    Department.objects.bulk_create(
        Department(code=code, name_zh=zh, name_en=en) for code, (zh, en) in rows.items()
    )
    return {department.code: department for department in Department.objects.all()}


def make_posts(
    rows: list[dict[str, Any]],
    areas: Mapping[str, Area],
    departments: Mapping[str, Department],
    roles: Mapping[str, Role],
) -> dict[str, Post]:
    made = Post.objects.bulk_create(
        Post(
            code=row["code"],
            name_zh=row["name"][0],
            name_en=row["name"][1],
            role=roles[row["role"]],
            department=departments[row["department"]] if "department" in row else None,
            area=areas[row["area"]],
        )
        for row in rows
    )
    return {post.code: post for post in made}


def make_users(rows: list[dict[str, Any]], stored: Callable[[str], str]) -> dict[str, User]:
    holders = {row["holder"]["login"]: row["holder"] for row in rows}
    made = User.objects.bulk_create(
        User(
            username=login,
            name_zh=holder["name"][0],
            name_en=holder["name"][1],
            kind=holder.get("kind", "person"),
            password=stored(login),
        )
        for login, holder in holders.items()
    )
    return {user.username: user for user in made}


def make_terms(rows: list[dict[str, Any]], loaded: Loaded, since: date) -> None:
    PostTerm.objects.bulk_create(
        PostTerm(post=loaded.posts[row["code"]], user=loaded.users[row["holder"]["login"]], valid_from=since)
        for row in rows
    )


def make_patterns(
    rows: list[dict[str, Any]], posts: Mapping[str, Post], rotas: Mapping[str, tuple[str, int]]
) -> None:
    """Every post with a rota is on duty for its own area, every day of the week."""
    ShiftPattern.objects.bulk_create(
        ShiftPattern(
            post=posts[row["code"]],
            area_id=posts[row["code"]].area_id,
            weekdays=list(EVERY_DAY),
            start=time.fromisoformat(rotas[row["rota"]][0]),
            minutes=rotas[row["rota"]][1],
        )
        for row in rows
        if "rota" in row
    )
