"""The demonstration's workstations: one in each business circle, with the forces that sit there in turn."""

import tomllib
from datetime import date, datetime, time
from pathlib import Path

from django.db import transaction

from weige.kernel.streettime import LOCAL
from weige.people.models import Department, Post, Shift, StationForce, Workstation
from weige.people.services.roster import extend_roster, set_pattern
from weige.territory.models import Area

FILE = Path(__file__).parent / "data" / "people" / "stations.toml"


@transaction.atomic
def load_stations(now: datetime) -> int:
    """Makes stations, plans and rota lines; shifts written before sit at the station too. Gives how many stations.

    A circle that is not there (a small town in tests) has no station.
    """
    text = tomllib.loads(FILE.read_text(encoding="utf-8"))
    areas = {area.code: area for area in Area.objects.filter(valid_to__isnull=True)}
    posts = {post.code: post for post in Post.objects.all()}
    units = {unit.code: unit for unit in Department.objects.all()}
    today = now.astimezone(LOCAL).date()
    count = 0
    for code, said in text["stations"].items():
        if code not in areas:
            continue
        count += 1
        area = areas[code]
        station, _ = Workstation.objects.get_or_create(
            code=f"ST-{code}",
            defaults={
                "name_zh": said["name"][0],
                "name_en": said["name"][1],
                "area": area,
                "address": said["address"],
                "lon": (area.west + area.east) / 2,
                "lat": (area.south + area.north) / 2,
                "valid_from": date(today.year - 1, 1, 1),
            },
        )
        for force in text["forces"]:
            place(station, force, posts[force["post"].format(area=code)], units[force["department"]], code)
    extend_roster(now=now)
    return count


def place(station: Workstation, force: dict[str, object], post: Post, unit: Department, code: str) -> None:
    """One unit's place in the plan, and the rota line that fills it."""
    weekdays = tuple(force["weekdays"][code])  # type: ignore[index]
    start, minutes = time.fromisoformat(str(force["start"])), int(str(force["minutes"]))
    plan = {"weekdays": list(weekdays), "minutes": minutes}
    StationForce.objects.get_or_create(station=station, department=unit, start=start, defaults=plan)
    set_pattern(
        post=post, area=station.area, start=start, minutes=minutes, weekdays=weekdays, station=station
    )
    Shift.every.filter(post=post, area=station.area_id).update(station=station)
