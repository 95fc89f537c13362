"""What the rules say in words: durations are exact, in the fewest units."""

import pytest

from weige.sensing.rules.wording import duration


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
