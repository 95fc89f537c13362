"""Accounts, posts, terms, tokens and looks: what each verb does, refuses and leaves in the log."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from tests.cast import Api, access_of
from weige.kernel.access import SYSTEM, Who
from weige.kernel.errors import Conflict, Invalid, Problem
from weige.kernel.models import Event
from weige.people import tasks
from weige.people.models import Department, Look, PostTerm, Role, SignInTally, Token, User
from weige.people.rules.roles import read_roles
from weige.people.services import accounts, tokens
from weige.people.services.looks import PER_HOUR, look
from weige.people.services.roles import load_roles
from weige.territory.models import Area

NOW = datetime(2026, 11, 20, 7, 22, tzinfo=UTC)
REAL = datetime.now(UTC)


def kinds():
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def new_user(**more):
    fields = {"username": "newcomer", "name_zh": "新人", "password": "Weige-first-1", **more}
    return accounts.create_user(**fields, who=SYSTEM, now=NOW)


def test_a_newcomer_gets_an_account_a_seat_and_after_the_term_nothing(cast):
    user = new_user()
    assert user.must_change_password
    post = accounts.create_post(
        code="worker-extra",
        name_zh="增援网格员",
        name_en="Extra grid worker",
        role=Role.objects.get(code="grid_worker"),
        area=Area.objects.get(code="L02"),
        department=Department.objects.get(code="ops"),
        who=SYSTEM,
        now=NOW,
    )
    term = accounts.start_term(user=user, post=post, valid_from=date(2026, 11, 1), who=SYSTEM, now=NOW)
    assert "case.handle" in access_of(user, on=date(2026, 11, 20)).verbs
    accounts.end_term(term=term, valid_to=date(2026, 11, 20), who=SYSTEM, now=NOW)
    assert access_of(user, on=date(2026, 11, 20)).verbs == []
    assert kinds() == [
        "people.user_created",
        "people.post_created",
        "people.term_started",
        "people.term_ended",
    ]


def test_names_and_codes_are_taken_once(cast):
    with pytest.raises(Conflict):
        new_user(username="duty")
    with pytest.raises(Conflict):
        accounts.create_post(
            code="works",
            name_zh="x",
            name_en="x",
            role=Role.objects.get(code="unit_handler"),
            area=Area.objects.get(code="L01"),
            who=SYSTEM,
            now=NOW,
        )
    with pytest.raises(Invalid):
        new_user(password="short")


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [(100, None, Conflict), (-100, 1, Conflict), (100, 100, Invalid), (-100, 0, None)],
)
def test_terms_of_one_person_in_one_post_do_not_overlap(cast, start, end, error):
    """start and end in days after the beginning of the term that is there."""
    worker = cast["worker01"]
    begun = PostTerm.objects.get(user=worker.user).valid_from
    dates = {"valid_from": begun + timedelta(days=start)}
    if end is not None:
        dates["valid_to"] = begun + timedelta(days=end)
    if error:
        with pytest.raises(error):
            accounts.start_term(user=worker.user, post=worker.post, **dates, who=SYSTEM, now=NOW)
        return
    term = accounts.start_term(user=worker.user, post=worker.post, **dates, who=SYSTEM, now=NOW)
    with pytest.raises(Invalid):
        accounts.end_term(term=term, valid_to=date(2000, 1, 1), who=SYSTEM, now=NOW)


def test_locking_shuts_the_door_at_once_and_unlocking_opens_it(cast):
    worker = cast["worker01"]
    accounts.lock_user(user=worker.user, reason="lost phone", who=SYSTEM, now=NOW, real_now=REAL)
    assert Api(worker.token).get("/api/auth/me").status_code == 401
    accounts.unlock_user(user=worker.user, who=SYSTEM, now=NOW)
    assert User.objects.get(username="worker01").is_active
    assert Api(worker.token).get("/api/auth/me").status_code == 401  # the token stays revoked
    assert kinds() == ["people.tokens_revoked", "people.user_locked", "people.user_unlocked"]


def test_an_administrator_sets_a_password_that_must_be_changed(cast):
    worker = cast["worker01"]
    accounts.set_password(
        user=worker.user, password="Weige-second-2", who=cast["admin"].access.who, now=NOW, real_now=REAL
    )
    user = User.objects.get(username="worker01")
    assert user.check_password("Weige-second-2")
    assert user.must_change_password
    event = Event.objects.get(kind="people.password_changed")
    assert event.payload["by_user_id"] == cast["admin"].user.pk
    assert "second" not in str(event.payload)


def test_only_two_languages_are_spoken(cast):
    accounts.set_language(user=cast["duty"].user, language="en")
    assert User.objects.get(username="duty").language == "en"
    with pytest.raises(Invalid):
        accounts.set_language(user=cast["duty"].user, language="fr")


def test_one_token_or_all_are_revoked(cast):
    user = cast["gateway"].user
    made = [tokens.issue_token(user=user, who=SYSTEM, now=NOW, real_now=REAL)[0] for _ in range(2)]
    row = Token.objects.get(digest=tokens.digest(made[0]))
    assert tokens.revoke_tokens(user=user, who=SYSTEM, now=NOW, real_now=REAL, token_id=row.pk) == 1
    status = [Api(token).get("/api/auth/me").status_code for token in made]
    assert status == [401, 200]
    assert tokens.revoke_tokens(user=user, who=SYSTEM, now=NOW, real_now=REAL) == 2
    assert tokens.revoke_tokens(user=user, who=SYSTEM, now=NOW, real_now=REAL) == 0


def test_tokens_differ_and_are_long(cast):
    made = {
        tokens.issue_token(user=cast["duty"].user, who=SYSTEM, now=NOW, real_now=REAL)[0] for _ in range(50)
    }
    assert len(made) == 50
    assert all(len(token) >= 43 for token in made)


def test_no_look_at_personal_data_without_a_purpose(cast):
    who = cast["worker01"].access.who
    for purpose in (None, "", "  ", "x"):
        with pytest.raises(Problem) as refused:
            look(who=who, purpose=purpose, subject="case:1", fields=["phone"], now=NOW)
        assert refused.value.code == "purpose_required"
    with pytest.raises(ValueError, match="person"):
        look(who=Who(kind="system"), purpose="核查", subject="case:1", fields=["phone"], now=NOW)
    assert not Look.objects.exists()


def test_every_look_is_recorded_and_there_are_not_too_many(cast):
    who = cast["worker01"].access.who
    row = look(who=who, purpose=" 回访当事人 ", subject="case:1", fields=["phone", "name", "phone"], now=NOW)
    assert (row.purpose, row.fields, row.post_id) == ("回访当事人", ["name", "phone"], who.post_id)
    event = Event.objects.get(kind="people.personal_data_seen")
    assert (event.subject, event.payload["purpose"]) == ("case:1", "回访当事人")
    Look.objects.bulk_create(
        Look(user_id=who.user_id, subject="case:2", fields=[], purpose="核查", at=NOW)
        for _ in range(PER_HOUR)
    )
    with pytest.raises(Problem) as refused:
        look(who=who, purpose="核查", subject="case:3", fields=["name"], now=NOW)
    assert refused.value.status == 429
    assert look(who=who, purpose="核查", subject="case:3", fields=[], now=NOW + timedelta(hours=1, minutes=1))


def test_the_purpose_comes_percent_encoded_in_a_header(cast, rf):
    from weige.people.auth import purpose_of

    assert purpose_of(rf.get("/", headers={"X-Purpose": "%E6%A0%B8%E6%9F%A5%0A 12"})) == "核查 12"
    assert purpose_of(rf.get("/", headers={"X-Purpose": "%20"})) is None
    assert purpose_of(rf.get("/")) is None
    assert len(purpose_of(rf.get("/", headers={"X-Purpose": "x" * 900}))) == 200


def test_what_has_expired_is_thrown_away(cast):
    old = REAL - timedelta(days=500)
    Token.objects.filter(user=cast["duty"].user).update(expires_at=old)
    SignInTally.objects.create(key="address:1.2.3.4", since=old)
    SignInTally.objects.create(key="address:1.2.3.5", since=REAL)
    tasks.throw_away_expired(now=NOW)
    assert not Token.objects.filter(user=cast["duty"].user).exists()
    assert SignInTally.objects.count() == 1


def test_roles_are_data_and_loading_them_again_replaces_their_grants(db):
    load_roles()
    roles = load_roles()
    number = len(roles)
    assert {"duty_officer", "grid_worker", "auditor"} <= set(roles)
    text = '[chief]\nzh = "主任"\nen = "Chief"\n[chief.grants]\nall = "case.read"\n'
    load_roles(text=text)
    chief = Role.objects.get(code="chief")
    assert (chief.name_zh, [grant.verb for grant in chief.grants.all()]) == ("主任", ["case.read"])
    assert Role.objects.count() == number


@pytest.mark.parametrize(
    "text",
    [
        '[x]\nzh = "x"\nen = "x"\n[x.grants]\nsometimes = "case.read"',
        '[x]\nzh = "x"\nen = "x"\n[x.grants]\nall = "read-cases"',
        '[x]\nzh = "x"\n[x.grants]\nall = "case.read"',
    ],
)
def test_a_wrong_role_says_what_is_wrong(text):
    with pytest.raises(ValueError, match=r"\[x"):
        read_roles(text)


def test_powers_are_separated(db):
    """GB/T 22239 level 3: administrator, auditor and the work are three different people."""
    load_roles()
    verbs = {role.code: {grant.verb for grant in role.grants.all()} for role in Role.objects.all()}
    personal = {"case.read", "case.list", "evidence.original", "warning.read", "shop.list", "log.audit"}
    assert not verbs["administrator"] & personal
    assert verbs["auditor"] == {"log.audit", "notice.list"}
    assert [code for code in verbs if "user.manage" in verbs[code]] == ["administrator"]
    assert verbs["installer"] == {"device.install", "area.list", "notice.list"}
    assert verbs["gateway"] == {"signal.send", "device.list"}
    for handling in ("squad_member", "unit_handler"):
        assert not verbs[handling] & {"case.check", "case.close", "case.dispatch"}


def test_the_openapi_says_how_to_sign_in(db):
    schemes = Client().get("/api/openapi.json").json()["components"]["securitySchemes"]
    assert {"type": "http", "scheme": "bearer"} in schemes.values()
