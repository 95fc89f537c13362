"""Words kept as Chinese text: shipped with English, edited in both languages, told to who may read the catalogue."""

from typing import Any

import pytest

from tests.cast import Api
from tests.kernel.test_office import TABLE, admin, put
from tests.registry.test_shops import load, shops
from weige.registry.models import Shop, Word
from weige.registry.services.words import load_words

__all__ = ["admin", "shops"]
pytestmark = pytest.mark.django_db
ROW = "S9,月光旅拍,Moonlight,旅拍直播,福州路558号,121.481,31.231,4,,"


@pytest.fixture
def words(shops: dict[str, Shop]) -> dict[str, Word]:
    load_words()
    return {word.zh: word for word in Word.objects.all()}


def refused(admin: Any, key: int, values: dict[str, str]) -> str:
    answer = put(admin, "words", key, values, 422)
    return str(answer["errors"][0]["field"])


def test_pages_take_the_english_from_the_office(admin: Any, words: dict[str, Word], client_for: Any) -> None:
    worker: Api = client_for("worker01")
    assert worker.get("/api/words").json()["items"]["餐饮"] == "Restaurant"
    put(admin, "words", words["餐饮"].pk, {"en": "Eating house"}, version=0)
    assert worker.get("/api/words").json()["items"]["餐饮"] == "Eating house"
    history = admin.get(f"{TABLE}/words/rows/{words['餐饮'].pk}/versions").json()["items"]
    assert [one["after"]["en"] for one in history][:1] == ["Eating house"]
    load_words()
    assert worker.get("/api/words").json()["items"]["餐饮"] == "Eating house", (
        "a release keeps the office's words"
    )
    assert admin.post(f"{TABLE}/words/rows/{words['餐饮'].pk}/restore", json={"no": 0}).status_code == 200
    assert worker.get("/api/words").json()["items"]["餐饮"] == "Restaurant"
    assert client_for(None).get("/api/words").status_code == 401


def test_a_trade_renamed_goes_to_its_shops_and_back(admin: Any, words: dict[str, Word]) -> None:
    row = f"{TABLE}/words/rows/{words['五金'].pk}"
    told = admin.post(
        f"{TABLE}/words/preview", json={"key": str(words["五金"].pk), "values": {"zh": "五金建材"}}
    )
    assert "1" in told.json()["effects"][0]["text_zh"]
    put(admin, "words", words["五金"].pk, {"zh": "五金建材"}, version=0)
    assert Shop.objects.get(code="S3").trade == "五金建材"
    admin.post(f"{row}/restore", json={"no": 0})
    assert Shop.objects.get(code="S3").trade == "五金"


def test_what_cannot_be_is_named(admin: Any, words: dict[str, Word]) -> None:
    assert refused(admin, words["五金"].pk, {"zh": "餐饮"}) == "values.zh"
    assert refused(admin, words["五金"].pk, {"zh": "业" * 41}) == "values.zh"
    assert refused(admin, words["罚款"].pk, {"zh": "罚" * 41}) == "values.zh"
    assert admin.put(f"{TABLE}/words/rows/none", json={"values": {"en": "x"}}).status_code == 404


def test_a_trade_a_register_brings_waits_for_its_english(admin: Any, words: dict[str, Word]) -> None:
    assert load(ROW).errors == []
    kept = Word.objects.get(zh="旅拍直播")
    assert (kept.kind, kept.en) == ("trade", "")
    lines = {row["key"]: row for row in admin.get(f"{TABLE}/words").json()["items"]}
    assert lines[str(kept.pk)]["note"]
    Word.objects.filter(zh="餐饮").update(en="")
    load_words()
    assert Word.objects.get(zh="餐饮").en == "Restaurant", "English a later release brings"
