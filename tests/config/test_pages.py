"""The four screens: sign-in first and back to where one was going; what is said while they are not built."""

from pathlib import Path

import pytest
from django.test import Client, override_settings

from weige.config import pages


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/cockpit", "/desk", "/desk/cases/1", "/m"])
def test_who_is_not_signed_in_goes_to_the_sign_in_page_and_back(address: str) -> None:
    answer = Client().get(address, {"tab": "a", "page": "2"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/login?next={address}%3Ftab%3Da%26page%3D2"


@pytest.mark.django_db
def test_a_screen_that_is_not_built_says_how_in_both_languages(tmp_path: Path) -> None:
    pages.page.cache_clear()
    with override_settings(PACKAGE=tmp_path):
        answer = Client().get("/login")
    pages.page.cache_clear()
    assert answer.status_code == 503
    assert "make build" in answer.content.decode()
    assert "构建" in answer.content.decode()
