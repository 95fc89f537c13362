"""The n-th time at this place within days: stretches are counted, not looks; each begins anew after `gap`."""

from __future__ import annotations

from weige.sensing.rules.judges import count
from weige.sensing.rules.judges.base import Judge, Verdict, compare, lines
from weige.sensing.rules.levels import NONE
from weige.sensing.rules.spec import RuleSpec
from weige.sensing.rules.state import SECOND, Occurrences, Sample, State


def weigh(spec: RuleSpec, state: State, sample: Sample) -> Verdict:
    memo = count.remembered(state)
    if not sample.tick:
        memo = _seen(spec, memo, sample)
    state.memo = memo = count.trimmed(spec, memo, sample.at)
    return compare(spec, float(len(memo.times)), lines(spec)) if memo.times else (NONE, NONE)


def _seen(spec: RuleSpec, memo: Occurrences, sample: Sample) -> Occurrences:
    """A stretch goes on while it is seen again within `gap`; one told by another rule goes on until it ends."""
    away = sample.at - memo.last > spec.gap_s * SECOND
    if count.counts(spec, sample):
        again = memo.on and (bool(spec.when) or not away)
        began = memo.times if again else (*memo.times, sample.at)
        return Occurrences(began, sample.at, True)
    return Occurrences(memo.times, memo.last, memo.on and not spec.when and not away)


JUDGE = Judge(weigh, count.due, count.account, count.since, needs_hearing=False, steady=True, traced=True)
