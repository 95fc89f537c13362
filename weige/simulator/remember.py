"""python -m weige.simulator.remember: {"devices", "start", "end", "seed"} as JSON on stdin, the street's past as
JSON lines on stdout: signals as POST /api/signals takes them, and truths (see simulator.past).
"""

import sys
from datetime import datetime

import msgspec

from weige.simulator.past import Past, lines

CHUNK = 2000


def main() -> None:
    asked = msgspec.json.decode(sys.stdin.buffer.read())
    start, end = datetime.fromisoformat(asked["start"]), datetime.fromisoformat(asked["end"])
    encode, written = msgspec.json.Encoder().encode, bytearray()
    for number, line in enumerate(lines(Past(asked["devices"], start, end, int(asked["seed"])))):
        written += encode(line) + b"\n"
        if number % CHUNK == 0:
            sys.stdout.buffer.write(written)
            written.clear()
    sys.stdout.buffer.write(written)


if __name__ == "__main__":
    main()
