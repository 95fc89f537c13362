"""Streams of measured values judged as they come (pure): what is usual at this hour, where the level changed,
what was never like this before.

Detectors, one interface; each is a module with

    State                                         msgspec.Struct, a few kB at most, JSON/msgpack round trip is exact
    Setting                                       frozen msgspec.Struct; every default is ours and written beside it
    update(state, at_us, value, setting=Setting()) -> (score, new state)

`score` is in [0, 1], higher is stranger; 0 while the detector still learns. `update` never changes the state it
is given, asks no clock and draws nothing at random: the same values in the same order give the same scores.
`fold(state, at_us, value, setting) -> score` is the same in place, for callers that own the state, with
`copy(state)` beside it. `at_us` is integer microseconds since 1970 (UTC), not decreasing; `value` is a finite number
(ValueError otherwise: NaN and infinity are refused at intake). Gaps are allowed; nothing is made up for them.

`baseline`  is the value unusual for this hour and weekday? Also `usual(state, at_us) -> Usual(low, middle, high)`
            for explanations. Score 0.5 means 6 robust standard deviations (the judge "baseline").
`change`    did the level move for good? Also `since(state) -> at_us | None`, when it began to (the judge "change").
`anomaly`   was the stream ever like this? The detector of `make bench NAME=nab`; it needs no limit but its own score
            (0.5 is a fair one: our default) and rests after it spoke.
"""
