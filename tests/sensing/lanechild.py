"""A process that takes a stream of packed bodies from a file, to be killed: run by test_lane_kills.py.

python -m tests.sensing.lanechild FILE. Every line of the file is a body; it begins at the first (what was taken
before is a duplicate), prints the number of each body when it is committed, and now and then keeps a snapshot.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path


def main() -> None:
    began = time.monotonic()
    import django

    django.setup()
    from weige.sensing import services
    from weige.sensing.models import Device
    from weige.sensing.rules.decoding import body
    from weige.sensing.services import Speaker, intake_packed, lane
    from weige.sensing.services.lane import snapshots

    replica = lane.replica()
    replica.glance()
    print(f"ready {time.monotonic() - began:.3f}", flush=True)
    bodies = Path(sys.argv[1]).read_bytes().splitlines()
    now = datetime(2026, 11, 20, 9, 22, tzinfo=UTC)
    for number in range(int(sys.argv[2]), len(bodies)):
        told = body(bodies[number])
        assert told is not None
        intake_packed(told=told, speaker=Speaker("test", Device.objects.all()), now=now)
        print(f"taken {number}", flush=True)
        if number % 7 == 0:
            with replica.seen() as state:
                snapshots.keep(0, snapshots.shot(state), now)
            services.flush()
    print("done", flush=True)


if __name__ == "__main__":
    main()
