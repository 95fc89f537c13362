"""Who gets which emergency duty: at every cell the post on duty for it, or whoever holds it when nobody is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from weige.joint.models import EmergencyTask
from weige.joint.rules.emergency import STATION
from weige.kernel.streettime import LOCAL
from weige.people.models import Post, Shift, Workstation
from weige.people.queries.duty import held
from weige.people.queries.stations import standing, station_shifts
from weige.territory.models import Area


@dataclass(frozen=True)
class Seat:
    """One duty at one place and the post that has it."""

    task: EmergencyTask
    area: Area
    post: Post
    station: Workstation | None = None

    @property
    def place(self) -> str:
        return f"station:{self.station.code}" if self.station else f"area:{self.area.code}"

    @property
    def key(self) -> tuple[str, str]:
        return self.task.code, self.place


def seats(tasks: Sequence[EmergencyTask], chosen: Sequence[Area], now: datetime) -> list[Seat]:
    """Every duty at every place of the chosen cells, each place once (4 statements)."""
    found: dict[tuple[str, str], Seat] = {}
    people = _People(tasks, chosen, now)
    for task in tasks:
        if task.seat == STATION:
            mine = [Seat(task, one.area, post, one) for one, post in people.stations]
        else:
            mine = [Seat(task, area, post) for area, post in people.of(task.seat)]
        found |= {seat.key: seat for seat in mine if seat.key not in found}
    return list(found.values())


class _People:
    """The posts that may have duties in the chosen cells, and who of them is on duty."""

    def __init__(self, tasks: Sequence[EmergencyTask], chosen: Sequence[Area], now: datetime) -> None:
        self.chosen = chosen
        roles = {task.seat for task in tasks} - {STATION}
        above = {pk for area in chosen for pk in area.path}
        today = held(now.astimezone(LOCAL).date())
        rows = Post.objects.filter(today, role__code__in=roles).select_related("role", "area").order_by("pk")
        self.posts = [
            post for post in rows if post.area_id in above or _within(post.area.path, chosen) is not None
        ]
        shifts = Shift.objects.filter(start__lte=now, end__gt=now, post__in=[one.pk for one in self.posts])
        self.shifts = list(shifts.values_list("area_id", "post_id").order_by("post_id"))
        self.stations = self._stations(now) if any(task.seat == STATION for task in tasks) else []

    def _stations(self, now: datetime) -> list[tuple[Workstation, Post]]:
        """Stations of the chosen cells with the first post that sits there now; one with nobody has no duty yet."""
        rows = station_shifts(now).filter(station__in=Workstation.objects.filter(standing(now)))
        rows = rows.select_related("station__area", "post__role", "post__area").order_by(
            "station__code", "post_id"
        )
        found: dict[int, tuple[Workstation, Post]] = {}
        for shift in rows:
            station = shift.station
            if station is not None and self._touches(station.area):
                found.setdefault(station.pk, (station, shift.post))
        return list(found.values())

    def _touches(self, area: Area) -> bool:
        """Whether a station's circle lies in a chosen cell or one of these lies in it."""
        return any(one.pk in area.path or area.pk in one.path for one in self.chosen)

    def of(self, role: str) -> list[tuple[Area, Post]]:
        """The deepest cells of this kind of post, each with who has it now."""
        mine = [post for post in self.posts if post.role.code == role]
        areas = {post.area_id: post.area for post in mine}
        places: dict[int, Area] = {}
        for chosen in self.chosen:
            inside = [area for area in areas.values() if chosen.pk in area.path]
            above = {pk for area in inside for pk in area.path[:-1]}
            deepest = [area for area in inside if area.pk not in above]
            # A cell nobody of this kind sits in is theirs who have the circle or the street above it.
            for area in deepest or ([chosen] if mine else []):
                places[area.pk] = area
        found = [(area, self._post(area, mine)) for area in places.values()]
        return sorted(((area, post) for area, post in found if post), key=lambda one: one[0].code)

    def _post(self, area: Area, mine: Sequence[Post]) -> Post | None:
        """On duty at the cell or above it, nearest first; with nobody on duty the holder: nothing goes nowhere."""
        by_id = {post.pk: post for post in mine}
        present = [(at, post) for at, post in self.shifts if post in by_id and at in area.path]
        seated = [(post.area_id, post.pk) for post in mine if post.area_id in area.path]
        for rows in (present, seated):
            if rows:
                return by_id[max(rows, key=lambda one: (area.path.index(one[0]), -one[1]))[1]]
        return None


def _within(path: Iterable[int], chosen: Sequence[Area]) -> Area | None:
    ids = set(path)
    return next((area for area in chosen if area.pk in ids), None)
