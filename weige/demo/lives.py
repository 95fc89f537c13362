"""Lives of cases for the demonstration (data/lives.toml): passing on, supervision, parts, requests, a complaint."""

import tomllib
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from weige.cases.models import Case
from weige.cases.schemas.moves import MoveIn
from weige.cases.schemas.reports import ReportIn
from weige.cases.services import engine, evidence, reporting
from weige.demo.ground import in_english
from weige.kernel.queries.calendar import current_calendar
from weige.kernel.streettime import LOCAL
from weige.people.models import User
from weige.people.policy import GrantAccess
from weige.people.queries.held import held_posts
from weige.registry.models import Shop
from weige.territory.models import Area

FILE = Path(__file__).parent / "data" / "lives.toml"
WHITE, GREY = (255, 255, 255), (96, 108, 112)


def load_lives(*, now: datetime) -> int:
    """Plays every life of the file as it stood some hours ago; returns how many. Raises KeyError for unknown names."""
    lives = tomllib.loads(FILE.read_text(encoding="utf-8"))["life"]
    for number, life in enumerate(lives):
        _play(life, number, now=now)
    return len(lives)


def _play(life: dict[str, Any], number: int, *, now: datetime) -> None:
    at = now - timedelta(hours=life["ago"])
    case = _reported(life, at)
    for who, move, minutes, given in [
        ["dispatcher", "accept", 4, {}],
        ["dispatcher", "file", 3, {"condition_no": life["condition"]}],
        *life["steps"],
    ]:
        at = min(at + timedelta(minutes=minutes), now)
        access = _access(who, at)
        if move == "photo":
            evidence.add(
                access=access, case_id=case.pk, data=_picture(number), kind="after", note="演示画面", now=at
            )
            continue
        version = Case.objects.values_list("version", flat=True).get(pk=case.pk)
        data = MoveIn(version=version, **given)
        engine.move(access=access, case_id=case.pk, code=move, data=data, calendar=current_calendar(), now=at)


def _reported(life: dict[str, Any], at: datetime) -> Case:
    """The report, at the nth shop of the segment."""
    area = Area.objects.get(code=life["segment"], valid_to__isnull=True)
    shop = Shop.objects.filter(leaf_cells__contains=[area.pk]).order_by("code")[life["nth"]]
    said = ReportIn(
        lon=shop.lon,
        lat=shop.lat,
        place=shop.address,
        place_en=in_english(shop.address),
        matter=life["matter"],
        text=life["text"],
        found_at=at,
    )
    access = _access(life.get("by", "dispatcher"), at)
    return reporting.report(access=access, data=said, calendar=current_calendar(), now=at)[0]


def _access(login: str, at: datetime) -> GrantAccess:
    """What a request of this person carried at that time."""
    user = User.objects.get(username=login)
    posts, street = held_posts(user.pk, on=at.astimezone(LOCAL).date())
    return GrantAccess(user=user, posts=posts, acting=posts, street=street)


def _picture(number: int) -> bytes:
    """A drawn frame that says what it is: no photograph of anybody's pavement."""
    picture = Image.new("RGB", (640, 480), WHITE)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((24, 24, 616, 456), outline=GREY, width=3)
    draw.line((24, 330, 616, 330 - number), fill=GREY, width=3)
    draw.text((40, 40), "DEMO - drawn, not photographed", fill=GREY)
    out = BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
