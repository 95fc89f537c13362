"""The reference pages say what the code does: endpoints, reasons for refusal, links that lead somewhere."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.guards.tree import ROOT, read, tracked
from tools import api_table
from weige.config.api import api

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGES = [path for path in tracked() if path.suffix == ".md"]


def test_the_table_of_endpoints_is_up_to_date() -> None:
    text = api_table.PAGE.read_text(encoding="utf-8")
    assert api_table.page(text, api.get_openapi_schema()) == text, "run: .venv/bin/python tools/api_table.py"


def test_every_reason_for_refusing_a_signal_is_explained() -> None:
    page = read(Path("docs/reference/signals.md"))
    words = tomllib.loads(read(Path("weige/sensing/messages.toml")))
    missing = [code for code in words if code.startswith("signal_") and f"`{code}`" not in page]
    assert not missing


def test_every_kind_of_signal_is_named() -> None:
    page = read(Path("docs/reference/signals.md"))
    kinds = tomllib.loads(read(Path("weige/sensing/data/kinds.toml")))["signal"]
    assert not [kind for kind in kinds if f"`{kind}`" not in page]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_to_files_that_are_there(page: Path) -> None:
    targets = [target for target in LINK.findall(read(page)) if "://" not in target]
    broken = [target for target in targets if not (ROOT / page.parent / target).exists()]
    assert not broken
