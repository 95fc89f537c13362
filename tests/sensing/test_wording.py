"""What the rules say in words: durations are exact, in the fewest units."""

import pytest

from tests.sensing.judgekit import rule
from weige.sensing.rules.arithmetic import arithmetic
from weige.sensing.rules.kinds import builtin
from weige.sensing.rules.wording import duration, measured


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (45, "45 秒", "45 s"),
        (60, "1 分钟", "1 min"),
        (390, "6 分 30 秒", "6 min 30 s"),
        (661, "11 分 1 秒", "11 min 1 s"),
        (5400, "90 分钟", "90 min"),
        (7200, "2 小时", "2 h"),
        (86400, "1 天", "1 d"),
    ],
)
def test_a_duration_is_said_exactly(seconds: int, zh: str, en: str) -> None:
    assert (duration(seconds).zh, duration(seconds).en) == (zh, en)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("noise", 59.174, "59.2 dB"),
        ("vibration", 0.0312, "0.031 mm/s"),
        ("humidity", 61.82, "62%"),
        ("tilt", -0.001, "0‰"),
        ("temperature", 21.0, "21 ℃"),
    ],
)
def test_a_reading_is_shown_with_the_digits_its_kind_is_worth(kind: str, value: float, shown: str) -> None:
    assert measured(value, builtin().signal[kind].unit, builtin().decimals(kind)) == shown


def test_the_arithmetic_keeps_more_digits_only_where_it_would_be_untrue_without() -> None:
    def told(name: str, judge: str, **numbers: float) -> str:
        spec = rule(name, judge, unit="dB", window_s=600)
        return arithmetic(spec, 2, numbers, (0, 0), decimals=1)[0].en

    assert "reading 61.2 dB reaches 60 dB" in told("a", "threshold", value=61.174, line=60.0, limit=60.0)
    assert "reading 60.004 dB reaches 60 dB" in told("a", "threshold", value=60.004, line=60.0, limit=60.0)
    assert "reaches 57.75 dB" in told("a", "threshold", value=59.174, line=57.75, limit=55.0)
    rate = told("b", "rate", earlier=59.14, value=61.36, rise=2.22, line=2.0)
    assert "59.14 dB" in rate
    assert "61.36 dB now: a change of 2.22 dB" in rate
