"""Fields, measures and departments of powers are edited in both languages in the office's table of words."""

from typing import Any

import pytest

from tests.cases.town import Town
from weige.enforcement.models import Power
from weige.kernel.models import Event
from weige.people.models import Grant
from weige.registry.models import Word
from weige.registry.services.words import load_words

pytestmark = pytest.mark.django_db
TABLE = "/api/office/tables/words"


@pytest.fixture
def admin(office: Town) -> Any:
    load_words()
    return office.client_for("admin")


def put(admin: Any, word: str, zh: str, status: int = 200) -> Any:
    key, version = Word.objects.get(zh=word).pk, None
    rows = {row["key"]: row for row in admin.get(TABLE).json()["items"]}
    version = rows[str(key)]["version"]
    answer = admin.put(f"{TABLE}/rows/{key}", json={"values": {"zh": zh}, "version": version})
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


@pytest.mark.parametrize(
    ("word", "new", "column"),
    [
        ("市容环境卫生", "市容和环境卫生", "domain"),
        ("罚款", "罚款处罚", "kinds"),
        ("城管", "城市管理部门", "department"),
    ],
)
def test_a_word_of_the_powers_renamed_goes_to_them_and_back(
    admin: Any, word: str, new: str, column: str
) -> None:
    def holding(text: str) -> set[str]:
        return {
            power.code
            for power in Power.objects.all()
            if text == getattr(power, column) or (column == "kinds" and text in power.kinds)
        }

    before, key = holding(word), Word.objects.get(zh=word).pk
    assert before
    told = admin.post(f"{TABLE}/preview", json={"key": str(key), "values": {"zh": new}}).json()
    assert str(len(before)) in told["effects"][0]["text_zh"]
    put(admin, word, new)
    assert (holding(new), holding(word)) == (before, set())
    told_of = Event.objects.filter(kind="enforcement.power_changed")
    assert {event.payload["code"] for event in told_of} == before
    code = min(before)
    history = admin.get(f"/api/powers/{code}").json()["history"]
    assert word in str(history[0]["changes"])
    assert new in str(history[0]["changes"])
    assert admin.post(f"{TABLE}/rows/{key}/restore", json={"no": 0}).status_code == 200
    assert holding(word) == before
    assert Power.objects.get(code=code).version == 3


def test_who_may_not_change_powers_does_not_change_their_words(admin: Any) -> None:
    Grant.objects.filter(role__code="administrator", verb="power.edit").delete()
    fault = put(admin, "罚款", "罚款处罚", 422)
    assert fault["errors"][0]["code"] == "word_of_others"
    assert not Power.objects.filter(kinds__contains=["罚款处罚"]).exists()


def test_a_word_an_edit_brings_waits_for_its_english(admin: Any, office: Town) -> None:
    power = Power.objects.order_by("code")[0]
    said = {"version": power.version, "reason": "清单更新", "domain": "新领域", "kinds": ["新措施"]}
    assert admin.put(f"/api/powers/{power.code}", json=said).status_code == 200
    assert {word.kind for word in Word.objects.filter(zh__in=["新领域", "新措施"], en="")} == {
        "field",
        "measure",
    }
