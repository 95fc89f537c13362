"""The consumer of the Mosquitto + paho way, a process: subscribe with QoS 1, decode, judge, keep the row.

Run: python pahoread.py PLAN.json-text ROWS.sqlite. Prints "ready", and at the end one JSON line.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import orjson
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

sys.path.insert(0, str(Path(__file__).parent.parent))
from _pipeline.stream import Loop, Rule

ROWS = 500  # in one transaction
MICRO = timedelta(microseconds=1)


def main() -> None:
    plan = json.loads(sys.argv[1])
    start = datetime.fromisoformat(plan["start"])
    loop = Loop([Rule(limit) for limit in plan["limits"]])
    keep = sqlite3.connect(sys.argv[2], check_same_thread=False, isolation_level=None)
    keep.execute("PRAGMA journal_mode = WAL")
    keep.execute("CREATE TABLE reading (id TEXT, device TEXT, at INTEGER, value REAL)")
    rows: list[tuple[str, str, int, float]] = []
    told: list[tuple[int, str, str, int, float]] = []

    def store() -> None:
        keep.execute("BEGIN")
        keep.executemany("INSERT INTO reading VALUES (?, ?, ?, ?)", rows)
        keep.execute("COMMIT")
        rows.clear()

    def take(client: paho.Client, _: object, message: paho.MQTTMessage) -> None:
        one = orjson.loads(message.payload)
        if "end" in one:
            store()
            client.disconnect()
            return
        at = (datetime.fromisoformat(one["time"]) - start) // MICRO
        for event in loop.push(one["device"], at, one["value"]):
            told.append((*event, time.monotonic()))
        rows.append((one["id"], one["device"], at, one["value"]))
        if len(rows) >= ROWS:
            store()

    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = take
    client.on_subscribe = lambda *_: print("ready", flush=True)
    client.on_connect = lambda one, *_: one.subscribe("weige/+/+", 1)
    client.connect("127.0.0.1", plan["port"])
    client.loop_forever()
    kept = keep.execute("SELECT count(*) FROM reading").fetchone()[0]
    print(json.dumps({"finished": time.monotonic(), "rows": kept, "events": told}), flush=True)


if __name__ == "__main__":
    main()
