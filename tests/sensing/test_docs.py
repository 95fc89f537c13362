"""The reference says what the code does: the diagram of a warning's life, the keys of a pack."""

from pathlib import Path

import msgspec

from weige.scenarios.rules import parts as pack
from weige.sensing.rules.warning import PHASES, diagram

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "scenarios.md").read_text(encoding="utf-8")


def test_the_diagram_is_the_table() -> None:
    assert diagram() in TEXT


def test_every_key_of_a_pack_is_described() -> None:
    parts = [pack.SignalPart, pack.WarnPart, pack.LevelPart, pack.RatePart, pack.ConfirmPart, pack.LimitPart]
    parts += [pack.SchedulePart, pack.HelperPart, pack.DevicePart, pack.TestPart]
    parts += [pack.CasePart, pack.ShowPart, pack.StepPart, pack.TestPart, pack.Pack]
    for part in parts:
        for field in msgspec.structs.fields(part):
            name = field.encode_name
            assert f"`{name}`" in TEXT or f".{name}]`" in TEXT or f"[{name}" in TEXT, (part.__name__, name)


def test_every_phase_of_a_warning_is_described() -> None:
    text = (Path(__file__).parents[2] / "docs" / "reference" / "warnings.md").read_text(encoding="utf-8")
    assert [phase for phase in PHASES if f"| `{phase}` |" not in text] == []
