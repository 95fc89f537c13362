"""Mosquitto with Node-RED: the rule in a function node; nothing is kept, which flatters it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psutil
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from _pipeline import mosquitto
from _pipeline.measure import Result, Usage, wait_until
from _pipeline.stream import HYSTERESIS, SECOND, Rule, Stream

JUDGE = """
const s = globalThis.kept ??= { state: new Map(), told: [], now: global.get('now') };
const m = msg.payload;
if (m.end !== undefined) { node.send({ payload: JSON.stringify({ events: s.told }) }); return null; }
// Date.parse knows milliseconds only; the other three digits are read from the text
const at = Date.parse(m.time) * 1000 + parseInt(m.time.slice(23, 26)) - START;
for (let k = 0; k < LIMITS.length; k++) {
  const limit = LIMITS[k], key = k + m.device;
  let one = s.state.get(key);
  if (m.value >= limit) {
    if (!one) { one = { since: at, raised: false }; s.state.set(key, one); }
    else if (one.since < 0) one.since = at;
    if (!one.raised && at - one.since >= 60000000) {
      one.raised = true;
      s.told.push([k, m.device, 'raised', at, s.now()]);
    }
  } else if (one) {
    one.since = -1;
    if (m.value < limit * HOLD) {
      if (one.raised) s.told.push([k, m.device, 'cleared', at, s.now()]);
      s.state.delete(key);
    }
  }
}
return null;
"""


SETTINGS = """
module.exports = {
  flowFile: 'flows.json', httpAdminRoot: false, uiPort: 0, uiHost: '127.0.0.1', functionExternalModules: false,
  functionGlobalContext: { now: () => Number(process.hrtime.bigint()) / 1e9 },  // the senders' clock
  logging: { console: { level: 'info' } }, telemetry: { enabled: false },
}
"""


def home() -> Path | None:
    """The folder in which Node-RED was installed with npm, named by NODE_RED_HOME."""
    named = os.environ.get("NODE_RED_HOME")
    return Path(named) if named else None


def missing() -> str:
    """Why this way cannot be measured here; empty when it can."""
    folder = home()
    if folder is None or not (folder / "node_modules/node-red/red.js").exists():
        return "Node-RED is not installed (npm install node-red in a folder, NODE_RED_HOME names it)"
    return mosquitto.missing() or ("" if shutil.which("node") else "node is not installed")


def flow(stream: Stream, rules: Sequence[Rule], port: int) -> list[dict[str, object]]:
    """mqtt in → function → mqtt out, as its editor would export it."""
    limits = json.dumps([rule.limit for rule in rules])
    begin = int(stream.start.timestamp()) * SECOND + stream.start.microsecond
    func = JUDGE.replace("LIMITS", limits).replace("START", str(begin)).replace("HOLD", str(1 - HYSTERESIS))
    broker = {
        "id": "b",
        "type": "mqtt-broker",
        "broker": "127.0.0.1",
        "port": str(port),
        "clientid": "nodered",
    }
    broker |= {"autoConnect": True, "protocolVersion": "4", "keepalive": "60", "cleansession": True}
    common = {"z": "t", "broker": "b"}
    return [
        {"id": "t", "type": "tab", "label": "bench"},
        broker,
        {"id": "i", "type": "mqtt in", "topic": "weige/+/+", "qos": "1", "datatype": "json", "inputs": 0}
        | common
        | {"wires": [["f"]]},
        {"id": "f", "type": "function", "z": "t", "func": func, "outputs": 1, "wires": [["o"]]}
        | {"libs": [], "initialize": "", "finalize": "", "noerr": 0},
        {"id": "o", "type": "mqtt out", "topic": "bench/result", "qos": "1", "retain": "", "wires": []}
        | common,
    ]


def run(stream: Stream, rules: Sequence[Rule], rate: float = 0.0) -> Result:
    """From the first message to the flow's answer to the one that says that it is over."""
    folder = home()
    assert folder is not None
    with tempfile.TemporaryDirectory() as name, mosquitto.broker(Path(name)) as (port, process):
        user = Path(name) / "nodered"
        user.mkdir()
        (user / "flows.json").write_text(json.dumps(flow(stream, rules, port)))
        (user / "settings.js").write_text(SETTINGS)
        answers: list[tuple[float, bytes]] = []
        listener = listen(port, answers)
        log = (user / "log").open("w")
        red = subprocess.Popen(
            ["node", str(folder / "node_modules/node-red/red.js"), "--userDir", str(user)],
            stdout=log,
            stderr=log,
        )
        try:
            wait_until(lambda: "Connected to broker" in (user / "log").read_text(), 60, "Node-RED")
            sending = mosquitto.sender(port, mosquitto.with_end(stream, Path(name)), rate)
            usage = Usage([process, psutil.Process(red.pid), psutil.Process(sending.pid)])
            started = mosquitto.go(sending)
            wait_until(lambda: bool(answers), 900, "Node-RED's answer")
            spent = usage.spent()
        finally:
            red.terminate()
            red.wait(20)
            listener.loop_stop()
    finished, payload = answers[0]
    told = json.loads(payload)["events"]
    events = [(rule, device, what, at) for rule, device, what, at, _ in told]
    return Result(
        "Mosquitto + Node-RED", len(stream), finished - started, spent, events,
        mosquitto.latencies(stream, told, started, rate), note="keeps nothing",
    )  # fmt: skip


def listen(port: int, answers: list[tuple[float, bytes]]) -> paho.Client:
    """Hears the flow's answer in a thread."""
    import time

    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _, __, message: answers.append((time.monotonic(), message.payload))
    client.on_connect = lambda one, *_: one.subscribe("bench/result", 1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client
