"""The simulated sensors' connections."""

from typing import Any

from weige.simulator.broker import Broker


class Line:
    """A connection that takes down what is asked of it."""

    def __init__(self, told: list[str]) -> None:
        self.told = told

    def disconnect(self) -> None:
        self.told.append("disconnect")

    def loop_stop(self) -> None:
        self.told.append("wait")


def test_all_sensors_are_told_to_go_before_any_is_waited_for() -> None:
    """One that waits for its broker takes a while to notice: a hundred must not take a hundred times as long."""
    told: list[str] = []
    broker = Broker("mqtt://127.0.0.1:1", {})
    lines: dict[str, Any] = {code: Line(told) for code in ("A", "B")}
    broker.lines = lines
    broker.close()
    assert told == ["disconnect", "disconnect", "wait", "wait"]
