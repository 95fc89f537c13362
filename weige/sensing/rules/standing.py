"""What rules say at a place, for the rules over rules: the levels their devices report, and who is silent."""

from __future__ import annotations

from collections.abc import Mapping

from weige.sensing.rules import routing
from weige.sensing.rules.change import Key
from weige.sensing.rules.expression import names, parse, truth
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.routing import Device
from weige.sensing.rules.spec import RuleSpec, expressions, ranks
from weige.sensing.rules.state import Sample


class Standing:
    """Levels of the rules that others ask for, by (asking rule, asked rule, subject of the asking rule)."""

    def __init__(self, specs: Mapping[str, RuleSpec]) -> None:
        self.asking: dict[str, list[RuleSpec]] = {}
        for scenario in sorted(specs):
            for asked in sorted({n for text in expressions(specs[scenario]) for n in names(parse(text))}):
                self.asking.setdefault(asked, []).append(specs[scenario])
        self._levels: dict[tuple[str, str, str], dict[tuple[int, str], int]] = {}

    def note(self, key: Key, device: Device, level: int) -> bool:
        """Takes down what a stream has come to; whether that changed anything for a rule that asks."""
        scenario, device_id, subject = key
        changed = False
        for spec in self.asking.get(scenario, ()):
            shared = routing.shared_subject(spec, device, subject)
            if not shared:
                continue
            found = self._levels.setdefault((spec.scenario, scenario, shared), {})
            changed |= found.get((device_id, subject), NONE) != level
            if level > NONE:
                found[device_id, subject] = level
            else:
                found.pop((device_id, subject), None)
        return changed

    def verdict(self, spec: RuleSpec, subject: str, silent: Mapping[str, set[str]]) -> tuple[int, int]:
        """(rank reached, rank that may still hold) of a rule over rules at a subject.

        silent: asked rule → subjects (of the asking rule) at which one of its devices gives no data.
        """
        enter = hold = NONE
        for level, rung in ranks(spec):
            node = parse(rung.when or spec.when)
            found = truth(node, lambda name, least: self._standing(spec, subject, silent, name, least))
            if found:
                enter = level
            if found is not False:
                hold = level
        return enter, hold

    def _standing(
        self, spec: RuleSpec, subject: str, silent: Mapping[str, set[str]], name: str, least: int
    ) -> bool | None:
        levels = self._levels.get((spec.scenario, name, subject), {})
        if any(level >= least for level in levels.values()):
            return True
        return None if subject in silent.get(name, ()) else False


def moment_of(spec: RuleSpec, newest: int, at: int) -> int:
    """From when on a rule over rules holds what they come to. newest: of its own stream; at: of what was heard.

    A word that comes late is true from the newest moment on: put in its own place it would be outvoted by what the
    rules had come to after it, without knowing of it.
    """
    return max(at, newest) if spec.judge == "combination" else at


def sample_of(spec: RuleSpec, verdict: tuple[int, int], at: int, *, active: bool) -> Sample:
    """What a rule over rules is fed. verdict: ranks reached and held (Standing.verdict); one that counts is told
    there, or not there.
    """
    enter, hold = verdict
    if spec.judge == "combination":
        return Sample(at, float(enter), float(hold), active=active)
    return Sample(at, 1.0 if enter else None, active=active)
