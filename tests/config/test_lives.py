"""The demonstration's lives of cases can be played: every step is one the table allows to the one who makes it."""

import tomllib

from weige.cases.rules.transitions import MOVES
from weige.demo.lives import FILE


def test_every_step_is_a_move_of_the_table_and_says_that_it_is_made_up() -> None:
    lives = tomllib.loads(FILE.read_text(encoding="utf-8"))["life"]
    assert len(lives) >= 6
    for life in lives:
        assert life["text"].startswith("演示："), life["title"]
        for _, move, minutes, given in life["steps"]:
            assert move == "photo" or move in MOVES
            assert minutes > 0
            assert isinstance(given, dict)
