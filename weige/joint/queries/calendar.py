"""Meetings as iCalendar (RFC 5545): one meeting as a file, and the feed of one person's meetings."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.db.models import Q
from icalendar import Calendar, Event, vCalAddress, vText

from weige.joint.models import Meeting
from weige.joint.rules.meetings import Meeting as State
from weige.kernel.streettime import LOCAL
from weige.people.models import User
from weige.people.queries.duty import posts_of

PRODUCT = "-//Weige//Joint meetings 1//ZH"
STATUS = {State.PLANNED: "TENTATIVE", State.CANCELLED: "CANCELLED"}
#: How far back and ahead a feed reaches (our default).
BACK, AHEAD = timedelta(days=90), timedelta(days=400)


def event_of(meeting: Meeting) -> Event:
    """A VEVENT. UID is the meeting's for ever; SEQUENCE and DTSTAMP say which state of it this is.

    The agenda's titles and numbers only: nothing of a reporter. Units stand as urn: addresses, for they have no mail.
    """
    event = Event()
    event.add("uid", f"{meeting.pk}@meeting.weige")
    event.add("dtstamp", meeting.changed_at.astimezone(ZoneInfo("UTC")))
    event.add("last-modified", meeting.changed_at.astimezone(ZoneInfo("UTC")))
    event.add("created", meeting.created_at.astimezone(ZoneInfo("UTC")))
    event.add("sequence", meeting.sequence)
    event.add("summary", meeting.title)
    event.add("dtstart", meeting.starts_at.astimezone(LOCAL))
    event.add("dtend", meeting.ends_at.astimezone(LOCAL))
    event.add("location", meeting.place)
    event.add("status", STATUS.get(State(meeting.state), "CONFIRMED"))
    event.add("categories", ["联席会议"])
    event.add("description", description(meeting))
    organizer = vCalAddress(f"urn:weige:post:{quote(meeting.chair_post.code)}")
    organizer.params["CN"] = vText(meeting.chair_post.name_zh)
    event["organizer"] = organizer
    for one in meeting.attendees.all():
        address = vCalAddress(f"urn:weige:unit:{quote(one.unit_code, safe='')}")
        address.params["CN"] = vText(one.unit_zh)
        address.params["CUTYPE"] = vText("GROUP")
        address.params["PARTSTAT"] = vText(
            {"yes": "ACCEPTED", "no": "DECLINED"}.get(one.answer, "NEEDS-ACTION")
        )
        event.add("attendee", address, encode=False)
    return event


def description(meeting: Meeting) -> str:
    """The agenda as lines: what, and the number of its case."""
    lines = [meeting.number]
    for place, item in enumerate(meeting.items.all(), 1):
        number = f"（{item.case.number}）" if item.case else ""
        lines.append(f"{place}. {item.title}{number}" + (f"：{item.question}" if item.question else ""))
    if meeting.reason:
        lines.append(meeting.reason)
    return "\n".join(lines)


def calendar(meetings: Iterable[Meeting], *, name: str = "") -> bytes:
    """The VCALENDAR with its VTIMEZONE; lines folded and text escaped as RFC 5545 3.1 and 3.3.11 say."""
    found = Calendar()
    found.add("version", "2.0")
    found.add("prodid", PRODUCT)
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    if name:
        found.add("name", name)
        found.add("x-wr-calname", name)
        found.add("refresh-interval", timedelta(minutes=30), parameters={"VALUE": "DURATION"})
    for meeting in meetings:
        found.add_component(event_of(meeting))
    found.add_missing_timezones()
    return bytes(found.to_ical())


def meetings_of(user: User, *, now: datetime) -> list[Meeting]:
    """The meetings of the posts the person sits in today: as chair, as asked, or as asked department (5 statements)."""
    posts = posts_of(user, now.astimezone(LOCAL).date())
    ids = [post.pk for post in posts]
    departments = [post.department_id for post in posts if post.department_id is not None]
    asked = Q(party_posts__overlap=ids) | Q(department_ids__overlap=departments)
    mine = Q(chair_post__in=ids) | (asked & ~Q(state=State.PLANNED.value))
    rows = Meeting.objects.filter(mine, starts_at__gt=now - BACK, starts_at__lt=now + AHEAD)
    known = rows.select_related("chair_post").prefetch_related("items__case", "attendees")
    return list(known.order_by("starts_at", "pk"))
