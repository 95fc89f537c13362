"""Notices: to whom they go, who sees them, that they were read, and that the receiver hears of it live."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.cast import Api, Member
from weige.cases import events as cases
from weige.kernel import log, outbox
from weige.kernel.access import SYSTEM, Who
from weige.kernel.models import Event
from weige.kernel.outbox import Registry
from weige.messaging import ports, subscribers
from weige.messaging.models import Notice, Wording
from weige.messaging.ports import NotSent, Outgoing
from weige.messaging.queries import told
from weige.messaging.queries.receivers import duty
from weige.messaging.rules.letters import letters
from weige.messaging.services import Message, mark_read, send_queued, tell, tell_all
from weige.people.models import Post, Shift
from weige.registry.models import Shop
from weige.sensing.events import WarningConfirmed
from weige.territory.models import Area

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
TASK = {
    "number": "2026-7",
    "title_zh": "店外经营",
    "title_en": "Goods on the pavement",
    "place_zh": "福州路 3 号",
    "place_en": "3 Fuzhou Road",
    "due_at": "2026-11-20T09:27:00Z",
}
Ask = Callable[[str | None], Api]


def task_for(member: Member, subject: str = "case:1") -> Notice:
    assert member.post
    return tell(template="case_dispatched", params=TASK, subject=subject, now=NOW, post_id=member.post.pk)


@pytest.mark.django_db
def test_the_receiver_reads_it_in_both_languages_and_nobody_else(
    cast: dict[str, Member], client_for: Ask
) -> None:
    task_for(cast["worker01"])
    answer = client_for("worker01").get("/api/notices").json()
    assert answer["next"] is None
    item = answer["items"][0]
    assert item["text_zh"] == "新任务 2026-7：店外经营，福州路 3 号。17:27 前处置"
    assert item["text_en"] == "New task 2026-7: Goods on the pavement, 3 Fuzhou Road. Due 17:27"
    assert (item["subject"], item["template"], item["read_at"]) == ("case:1", "case_dispatched", None)
    assert client_for("worker02").get("/api/notices").json()["items"] == []
    assert client_for("duty").get("/api/notices").json()["items"] == []
    assert client_for("stranger").get("/api/notices").status_code == 404
    assert client_for(None).get("/api/notices").status_code == 401


@pytest.mark.django_db
def test_reading_is_noted_once_and_only_by_the_receiver(cast: dict[str, Member], client_for: Ask) -> None:
    notice = task_for(cast["worker01"])
    path = f"/api/notices/{notice.pk}/read"
    assert client_for("worker02").post(path).status_code == 404
    assert client_for("stranger").post(path).status_code == 404
    first = client_for("worker01").post(path).json()["read_at"]
    assert first is not None
    assert client_for("worker01").post(path).json()["read_at"] == first
    notice.refresh_from_db()
    assert notice.read_by == cast["worker01"].user
    assert client_for("worker01").get("/api/notices?unread=true").json()["items"] == []
    assert client_for("worker01").post("/api/notices/999999999/read").status_code == 404


@pytest.mark.django_db
def test_pages(cast: dict[str, Member], client_for: Ask) -> None:
    made = [task_for(cast["worker01"], f"case:{number}").pk for number in range(5)]
    client, seen, after = client_for("worker01"), [], ""
    while True:
        page = client.get(f"/api/notices?limit=2{after}").json()
        seen += [int(item["id"]) for item in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == made[::-1]
    assert client.get("/api/notices?limit=0").status_code == 422


@pytest.mark.django_db
def test_unread_is_counted_over_all_pages_and_read_at_once(cast: dict[str, Member], client_for: Ask) -> None:
    made = [task_for(cast["worker01"], f"case:{number}").pk for number in range(5)]
    task_for(cast["worker02"])
    client = client_for("worker01")
    assert client.get("/api/notices?limit=2").json()["unread"] == 5
    later = task_for(cast["worker01"], "case:9").pk
    assert client.post("/api/notices/read", json={"until": made[-1]}).json() == {"read": 5}
    assert client.post("/api/notices/read", json={"until": made[-1]}).json() == {"read": 0}
    page = client.get("/api/notices?unread=true").json()
    assert ([item["id"] for item in page["items"]], page["unread"]) == ([str(later)], 1)
    assert client_for("worker02").get("/api/notices").json()["unread"] == 1, "hers are not touched"
    assert client_for("stranger").post("/api/notices/read", json={"until": later}).status_code == 404


@pytest.mark.django_db
def test_the_list_costs_four_statements_at_any_length(
    cast: dict[str, Member], client_for: Ask, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        task_for(cast["worker01"], f"case:{number}")
    with django_assert_num_queries(4):  # token, posts with grants, notices, how many are unread
        client_for("worker01").get("/api/notices")


@pytest.mark.django_db
def test_who_was_told_when_and_whether_they_read_it(cast: dict[str, Member]) -> None:
    first = task_for(cast["worker01"])
    tell(template="report_filed", params=TASK, subject="case:1", now=NOW, user_id=cast["resident"].user.pk)
    task_for(cast["worker02"], "case:2")
    mark_read(notice=first, user_id=cast["worker01"].user.pk, now=NOW + timedelta(minutes=2))
    found = told("case:1")
    assert [(row["template"], row["at"], row["read_at"]) for row in found] == [
        ("case_dispatched", NOW, NOW + timedelta(minutes=2)),
        ("report_filed", NOW, None),
    ]
    assert (found[0]["zh"], found[1]["zh"]) == (cast["worker01"].post.name_zh, ""), "persons are not named"
    assert len(told(["case:1", "case:2"])) == 3


@pytest.mark.django_db
def test_what_cannot_be_told(cast: dict[str, Member]) -> None:
    with pytest.raises(KeyError):
        tell(template="no_such", params={}, subject="case:1", now=NOW, user_id=1)
    with pytest.raises(ValueError, match="number"):
        tell(template="case_dispatched", params={}, subject="case:1", now=NOW, user_id=1)
    with pytest.raises(ValueError, match="one post, one user or one outside"):
        tell(template="case_dispatched", params=TASK, subject="case:1", now=NOW)


@pytest.mark.django_db
def test_only_the_parameters_of_the_words_are_kept_and_only_the_receiver_hears(
    cast: dict[str, Member],
) -> None:
    post = cast["worker01"].post
    assert post
    tell(
        template="case_dispatched", params=TASK | {"note": "张三"}, subject="case:1", now=NOW, post_id=post.pk
    )
    assert "note" not in Notice.objects.get().params
    event = Event.objects.get(kind="messaging.told")
    assert (event.post_ids, event.user_ids, event.cells) == ([post.pk], [], [])
    assert cast["worker01"].access.may("stream.read", event)
    assert not cast["duty"].access.may("stream.read", event)


def case(kind: type[cases.CaseEvent], **more: Any) -> cases.CaseEvent:
    said = TASK | {"due_at": datetime(2026, 11, 20, 9, 27, tzinfo=UTC)}
    common = {"case_id": str(uuid4()), "move": "x", "state_before": "a", "state": "b", "stage": "handle"}
    return kind(**common, version=1, lon=121.48, lat=31.23, **said, **more)


@pytest.fixture
def happens(territory: dict[str, Area]) -> Callable[..., list[Notice]]:
    """happens(event, …) delivers it to messaging and gives the new notices."""
    registry = Registry()
    for kind in letters().kinds:
        registry.on(subscribers.REGISTRY[kind])(subscribers.spread)

    def one(
        event: Any, who: Who = SYSTEM, users: list[int] | None = None, now: datetime = NOW
    ) -> list[Notice]:
        before = set(Notice.objects.values_list("pk", flat=True))
        cells = territory["L01"].path
        log.append(event, who=who, now=now, subject="case:1", cells=cells, user_ids=users or [])
        assert outbox.run_once(now=now, registry=registry) == 1
        return list(Notice.objects.exclude(pk__in=before).order_by("pk"))

    return one


@pytest.mark.django_db(transaction=True)
def test_events_tell_those_concerned(cast: dict[str, Member], happens: Callable[..., list[Notice]]) -> None:
    worker, resident = cast["worker01"], cast["resident"].user
    assert worker.post
    sent = happens(case(cases.Dispatched, handler_post_id=worker.post.pk))
    assert [(row.template, row.post_id) for row in sent] == [("case_dispatched", worker.post.pk)]
    closed = happens(case(cases.Closed, outcome="solved", in_time=True), users=[resident.pk])
    assert [(row.template, row.user_id) for row in closed] == [("report_closed", resident.pk)]
    assert happens(case(cases.Closed, outcome="solved", in_time=True)) == []


@pytest.mark.django_db(transaction=True)
def test_an_office_adds_a_text_message_or_switches_a_notice_off(
    cast: dict[str, Member], happens: Callable[..., list[Notice]]
) -> None:
    worker = cast["worker01"]
    assert worker.post
    event = case(cases.Dispatched, handler_post_id=worker.post.pk)
    own = {"template": "case_dispatched", "zh": "有新任务", "en": "A new task", "made_at": NOW}
    Wording.objects.create(**own, sms=True)
    assert [row.channel for row in happens(event)] == ["in_app", "sms"]
    Wording.objects.create(**own, active=False)
    assert happens(event) == []


@pytest.mark.django_db(transaction=True)
def test_a_department_without_a_chosen_post_is_told_as_a_whole(
    cast: dict[str, Member], happens: Callable[..., list[Notice]]
) -> None:
    squad = cast["squad1"].post
    assert squad
    assert squad.department_id
    sent = happens(case(cases.Dispatched, department_id=squad.department_id))
    seats = set(Post.objects.filter(department=squad.department_id).values_list("pk", flat=True))
    assert {row.template for row in sent} == {"case_for_department"}
    assert {row.post_id for row in sent} <= seats
    assert squad.pk in {row.post_id for row in sent}


@pytest.mark.django_db(transaction=True)
def test_who_did_it_is_not_told(cast: dict[str, Member], happens: Callable[..., list[Notice]]) -> None:
    worker = cast["worker01"]
    assert worker.post
    assert happens(case(cases.Assigned, handler_post_id=worker.post.pk), who=worker.access.who) == []


@pytest.mark.django_db
def test_those_on_duty_or_else_those_who_hold_the_post(
    cast: dict[str, Member], territory: dict[str, Area], django_assert_num_queries: Any
) -> None:
    worker, other, chief = cast["worker01"].post, cast["worker02"].post, cast["duty"].post
    assert worker
    assert other
    assert chief
    here = territory["L01"].path
    Shift.objects.all().delete()
    with django_assert_num_queries(2):
        found = duty(here, ["grid_worker", "duty_officer"], NOW)
    assert worker.pk in found.of(here, "grid_worker")
    assert other.pk not in found.of(here, "grid_worker"), "L02 is not the place"
    assert chief.pk in found.of(here, "duty_officer")
    Shift.objects.create(post=other, area=territory["L01"], start=NOW, end=NOW + timedelta(hours=8))
    found = duty(here, ["grid_worker"], NOW)
    assert found.of(here, "grid_worker") == [other.pk], "stands in today"


CALL = {"level": "red", "title_zh": "倾斜", "title_en": "Tilt", "place_zh": "", "place_en": "", "count": None}


@pytest.mark.django_db
def test_a_call_waits_for_its_carrier_and_is_not_in_the_application(
    cast: dict[str, Member], client_for: Ask
) -> None:
    post = cast["duty"].post
    assert post
    call = Message("warning_call", CALL, "warning:1", post_id=post.pk, channel="phone")
    (row,) = tell_all(messages=[call], now=NOW)
    assert (row.state, row.due_at) == ("queued", NOW)
    assert not Event.objects.filter(kind="messaging.told").exists()
    assert client_for("duty").get("/api/notices").json()["items"] == []
    assert send_queued(now=NOW, real_now=NOW) == 1
    row.refresh_from_db()
    assert (row.state, row.carrier, row.due_at) == ("recorded", "recorder", None)
    assert send_queued(now=NOW, real_now=NOW) == 0
    assert told("warning:1")[0]["channel"] == "phone"


class Moody:
    """A carrier that refuses so many times."""

    name, outcome = "moody", "sent"

    def __init__(self, refusals: int) -> None:
        self.refusals, self.met = refusals, list[Outgoing]()

    def send(self, message: Outgoing) -> None:
        self.met.append(message)
        if len(self.met) <= self.refusals:
            raise NotSent("busy")


@pytest.mark.django_db
@pytest.mark.parametrize(("refusals", "state", "tries"), [(0, "sent", 1), (2, "sent", 3), (9, "failed", 4)])
def test_what_is_not_taken_is_tried_again_and_then_said_to_have_failed(
    cast: dict[str, Member], monkeypatch: pytest.MonkeyPatch, refusals: int, state: str, tries: int
) -> None:
    carrier = Moody(refusals)
    monkeypatch.setattr(ports, "carrier", lambda: carrier)
    post = cast["duty"].post
    assert post
    (row,) = tell_all(
        messages=[Message("warning_call", CALL, "w:1", post_id=post.pk, channel="sms")], now=NOW
    )
    for minute in range(20):
        send_queued(now=NOW + timedelta(minutes=minute), real_now=NOW)
    row.refresh_from_db()
    assert (row.state, row.tries, row.due_at) == (state, tries, None)
    assert {one.key for one in carrier.met} == {f"notice:{row.pk}"}, "the same key every time"
    assert (carrier.met[0].to, carrier.met[0].channel) == (post.code, "sms")
    assert carrier.met[0].text_zh == "红色预警：倾斜。请登录确认"


@pytest.mark.django_db(transaction=True)
def test_a_shop_owner_is_reminded_not_threatened(
    cast: dict[str, Member], happens: Callable[..., list[Notice]]
) -> None:
    owner = cast["merchant"].user
    confirmed = warning(
        WarningConfirmed,
        matter="09005",
        condition_no=1,
        device_code=None,
        by="human",
        self_correction_minutes=20,
    )
    sent = happens(confirmed, users=[owner.pk])
    assert [(row.template, row.user_id) for row in sent] == [("self_correction", owner.pk)]
    said = letters().say("self_correction", sent[0].params, sent[0].sent_at)
    assert said["text_zh"].startswith("提醒，不是处罚：店外经营。请在 20 分钟内")


def warning(kind: type[Any], **more: Any) -> Any:
    said = {name: TASK[name] for name in ("title_zh", "title_en", "place_zh", "place_en")}
    common = {"warning_id": str(uuid4()), "scenario": "goods", "level": "yellow", "lon": 121.48, "lat": 31.23}
    return kind(**common, at=NOW, opened_at=NOW, **said, **more)


@pytest.mark.django_db(transaction=True)
def test_a_shop_s_owner_does_not_read_what_somebody_wrote_about_it(
    cast: dict[str, Member], territory: dict[str, Area], happens: Callable[..., list[Notice]]
) -> None:
    owner, resident = cast["merchant"].user, cast["resident"].user
    shop = Shop.objects.create(
        code="S-1", name_zh="花语", name_en="", trade="flowers", address="", owner=owner, lon=121.481, lat=31.231,
        cells=territory["L01"].path, leaf_cells=[territory["L01"].pk],
    )  # fmt: skip
    filed = {"condition_no": 1, "condition_id": 1, "shop_id": shop.pk}
    both = [owner.pk, resident.pk]
    assert [row.user_id for row in happens(case(cases.Filed, **filed), users=both)] == [resident.pk]
    assert [row.user_id for row in happens(case(cases.Filed, **filed), users=[owner.pk])] == [owner.pk]
    assert happens(case(cases.Filed, **filed, warning_id=str(uuid4())), users=[owner.pk]) == []
