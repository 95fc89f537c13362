"""An office's own device models: read beside the shipped book, faults told with their line, a wrong one left out."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from weige.sensing.queries import models
from weige.sensing.rules.kinds import builtin
from weige.sensing.sources.models import builtin as shipped

OWN = """# ours
[[model]]
id = "our-logger"
name = { zh = "记录仪", en = "Logger" }
topic = "ours/{device}/up"
payload = "json"
signals = [{ kind = "water", value = "w" }]

[[model]]
id = "bad-kind"
name = { zh = "坏", en = "Bad" }
topic = "bad/{device}"
payload = "json"
signals = [{ kind = "no-such-kind", value = "w" }]

[[model]]
id = "our-logger"
name = { zh = "重", en = "Twice" }
topic = "ours/{device}/again"
payload = "json"
signals = [{ kind = "water", value = "w" }]
"""


def test_good_ones_count_and_faults_name_their_line() -> None:
    book = models.read(OWN, builtin())
    assert book.templates[0].model.id == "our-logger"
    assert len(book.templates) == len(shipped()) + 1
    assert [one.partition(":")[0] for one in book.faults] == ["models.toml, line 9", "models.toml, line 16"]
    assert "no-such-kind" in book.faults[0]


def test_a_file_that_is_no_toml_leaves_the_shipped_ones() -> None:
    book = models.read("[[model]\n", builtin())
    assert book.templates == shipped()
    assert "line 1" in book.faults[0]


@pytest.mark.django_db
def test_the_file_is_read_anew_when_it_changes(tmp_path: Path, settings: LazySettings) -> None:
    settings.DATA_DIR = tmp_path
    assert models.in_force().templates == shipped()
    (tmp_path / "models.toml").write_text(OWN)
    assert models.in_force().templates[0].model.id == "our-logger"
    (tmp_path / "models.toml").write_text(OWN.replace("our-logger", "other-name"))
    assert models.in_force().templates[0].model.id == "other-name"
