"""Python's search for cyclic garbage, kept out of the way of who is waiting.

A full search goes through every object of the process: 0.2 to 0.7 s for a web server's modules or a lane of ten
thousand devices, and meanwhile nobody is answered (it was most of the intake's slowest percent). What is there when
a process is ready stays until its end, so it is not searched again; what comes later is nearly always freed without
any search, so the full one may come a hundred times less often than by default.
"""

import gc

# Objects more than at the last look before the young are looked through, and how many such looks before the next
# older generation is. Our default; Python's is (700, 10, 10). Ten times as many only make the same
# work wait until it is one pause of 20 to 60 ms.
THRESHOLDS = (5_000, 10, 10_000)


def settle() -> None:
    """Call once in a process that stays, when all it needs is loaded and before its threads start."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
