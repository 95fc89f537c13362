"""The eye at work: frames in, looks out. What stands long enough is reported, again while it stands, and when it went.

Every report is a whole look (`objects`): what is not in it does not stand there. Between reports a heartbeat says that
the eye sees. It says nothing when it sees nothing: no picture for a while, and the server rightly takes the camera for
silent; a picture it cannot judge yet (moved, covered, just started) is a heartbeat of quality "bad", which is no look.
"""

import base64
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from weige.vision.background import Background
from weige.vision.detector import VEHICLES, Detector, Found
from weige.vision.evidence import Album, cut
from weige.vision.plates import Reader, masked
from weige.vision.sender import Outbox
from weige.vision.shapes import Frame, Thing, Zone
from weige.vision.source import Health
from weige.vision.standing import Standing

log = logging.getLogger("weige.vision")
OVERLAP = 0.3  # share of likeness from which a detector's box names a standing thing
TRIES = 5  # looks at one thing for a plate


@dataclass(frozen=True)
class Setting:
    """Seconds; all defaults are ours.

    after_s: a thing is reported when it stood so long (the rule's own dwell counts from `since`, in the scenario).
    report_s: how often while it stands (the packs' gap is 2-3 minutes). beat_s: a heartbeat when nothing else was
    said. picture_s: a new picture of a standing thing, this often. blind_s: without pictures for so long it falls
    silent. full_plates: plates are sent unmasked.
    """

    after_s: float = 10.0
    report_s: float = 30.0
    beat_s: float = 60.0
    picture_s: float = 300.0
    blind_s: float = 10.0
    full_plates: bool = False


class Worker:
    """One camera."""

    def __init__(
        self,
        outbox: Outbox,
        zones: tuple[Zone, ...],
        *,
        setting: Setting | None = None,
        background: Background | None = None,
        detector: Detector | None = None,
        reader: Reader | None = None,
        blur: bool = False,
        health: Health | None = None,
    ) -> None:
        self.outbox, self.setting = outbox, setting or Setting()
        self.background = background or Background()
        self.standing = Standing(zones)
        self.album = Album(blur=blur)
        self.detector, self.reader = detector, reader
        self.health = health or Health()
        self.looked: datetime | None = None
        self.beaten: datetime | None = None
        self.reported: datetime | None = None
        self.things = 0

    def watch(self, frames: Iterable[Frame | None]) -> None:
        """Until the frames end; a frame that breaks something is left out, the next may be better."""
        for frame in frames:
            if frame is None:
                continue
            try:
                self.look(frame)
            except Exception:
                self.health.broken += 1
                log.exception("a picture was left out")

    def look(self, frame: Frame) -> None:
        """One picture."""
        if self.looked is not None and (frame.at - self.looked).total_seconds() > self.setting.blind_s:
            self.background.blind()
            self.standing.forget()  # nobody saw what stood meanwhile: its time begins anew
        self.looked = frame.at
        before = self.background.relearned
        mask = self.background.look(frame)
        if self.background.relearned != before:
            log.warning("the picture is another: learning the place anew")
            self.standing.forget()
        self.album.keep(frame)
        for thing in self.standing.look(frame, self.background, mask):
            thing.before = self.album.before(thing.since, thing.box)
        self._report(frame)

    def _report(self, frame: Frame) -> None:
        fresh = [
            thing
            for thing in self.standing.things
            if thing.told is None and thing.dwell >= self.setting.after_s and self._worth(thing, frame)
        ]
        gone = [thing for thing in self.standing.gone if thing.told is not None]
        self.standing.gone.clear()
        stands = fresh + [thing for thing in self.standing.things if thing.told is not None]
        due = stands and self._due(self.reported, frame.at, self.setting.report_s)
        for thing in stands if due else ():
            if thing.told is not None:
                self._read_plate(thing, frame)
        if fresh or gone or due:
            self.things += len(fresh)
            pictures = self._pictures(fresh, gone, stands, frame)
            self._send_look(frame.at, stands, gone, pictures)
        elif self._due(self.beaten, frame.at, self.setting.beat_s):
            self._send_beat(frame.at)

    def _due(self, last: datetime | None, at: datetime, seconds: float) -> bool:
        return last is None or (at - last).total_seconds() >= seconds

    def _worth(self, thing: Thing, frame: Frame) -> bool:
        """Whether it is reported at all; asks the detector once, and the plate reader."""
        if self.detector is not None and not thing.looked_up:
            thing.looked_up = True
            best = max(
                self.detector.find(frame.image),
                key=lambda found: found.box.likeness(thing.box),
                default=None,
            )
            if best is not None and best.box.likeness(thing.box) >= OVERLAP:
                self._named(thing, best)
        if thing.label:
            self._read_plate(thing, frame)
        return bool(thing.label)

    def _read_plate(self, thing: Thing, frame: Frame) -> None:
        """Of a vehicle, until it is legible; a few times at most."""
        tries = int(thing.extra.get("plate_tries", 0))
        if self.reader is None or thing.label not in VEHICLES or thing.plate or tries >= TRIES:
            return
        thing.extra["plate_tries"] = tries + 1
        thing.plate, sure = self.reader.read(cut(frame.image, thing.box.grown(0.05)))
        if thing.plate:
            thing.extra["plate_confidence"] = sure

    def _named(self, thing: Thing, found: Found) -> None:
        thing.label, thing.confidence = found.label, found.confidence
        thing.extra["classed"] = True

    def _pictures(
        self, fresh: list[Thing], gone: list[Thing], stands: list[Thing], frame: Frame
    ) -> list[bytes]:
        """At most four: before and at for what is new, after for what went, as it is now now and then."""
        pictures = []
        for thing in fresh:
            thing.at = self.album.now(frame, thing.box)
            pictures += [thing.before, thing.at]
            thing.before = b""
            thing.extra["pictured"] = frame.at
        pictures += [self.album.now(frame, thing.box, marked=False) for thing in gone[:1]]
        for thing in stands:
            if self._due(thing.extra["pictured"], frame.at, self.setting.picture_s):
                thing.extra["pictured"] = frame.at
                pictures.append(self.album.now(frame, thing.box))
        return [picture for picture in pictures if picture][:4]

    def _send_look(self, at: datetime, stands: list[Thing], gone: list[Thing], pictures: list[bytes]) -> None:
        for thing in stands:
            thing.told = at
        data: dict[str, Any] = {"objects": [self._shown(thing) for thing in stands]}
        if gone:
            data["gone"] = [self._shown(thing) for thing in gone]
        if pictures:
            data["pictures"] = [base64.b64encode(picture).decode() for picture in pictures]
        self.outbox.put("detection", at, data)
        self.reported = self.beaten = at

    def _shown(self, thing: Thing) -> dict[str, Any]:
        """A thing as it is sent."""
        shown: dict[str, Any] = {
            "label": thing.label,
            "confidence": round(thing.confidence, 2),
            "box": thing.box.rounded(),
            "since": thing.since.isoformat(),
            "dwell_s": round(thing.dwell, 1),
            "track": f"{self.outbox.run}-{thing.number}",
        }
        if thing.zone.id is not None:
            shown["zone"] = thing.zone.id
        if thing.plate:
            shown["plate"] = thing.plate if self.setting.full_plates else masked(thing.plate)
            shown["plate_confidence"] = thing.extra["plate_confidence"]
        return shown

    def _send_beat(self, at: datetime) -> None:
        counts = self.outbox.counts
        data: dict[str, Any] = {
            "frames": self.health.frames,
            "broken": self.health.broken,
            "skipped": self.health.skipped,
            "reconnected": self.health.reconnected,
            "relearned": self.background.relearned,
            "let_go": counts.let_go,
            "pictures_let_go": counts.pictures_let_go,
        }
        if not self.background.knows:
            data["quality"] = "bad"
        self.outbox.put("heartbeat", at, data)
        self.beaten = at


def start_of(recording_s: float, now: datetime) -> datetime:
    """When a recording of this length began if it ended now."""
    return now - timedelta(seconds=recording_s)
