"""Verifies a case file exported by Weige. Needs Python 3.11 or newer and nothing else.

    python3 verify.py CASE-FILE.zip [--head HASH]

It recomputes the fingerprint of every file, the seal of every event, the way of every seal into its day's tree and the
chain of days up to the sealed head. With --head it also compares that head with the one you got elsewhere (from the
office's notice board, an archive, another export): only that shows that not the whole chain was made anew. Exit status
0: everything holds; 1: something does not, each on a line of its own; 2: not a case file. 中文说明见 README.txt。

The same file is a part of Weige, which seals with these very functions.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

FORMAT = "weige-case-file/1"
ORIGIN = "0" * 64
ACTOR = "actor_name"  # a person's name beside the payload's own personal fields


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8."""
    said = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return said.encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def field_salt(salt: str, name: str) -> str:
    """What hides one field: whoever gets it can check that field and no other."""
    return digest(["weige-field", salt, name])


def commitment(name: str, value: Any, salt: str) -> str:
    """What stands in the seal for a personal field; says nothing about the value without its salt."""
    return digest(["weige-hidden", name, salt, value])


def sealed_form(event: Mapping[str, Any], salts: Mapping[str, str]) -> dict[str, Any]:
    """The event as version 2 seals it: personal fields as commitments. A field without salt must already be one."""
    form = dict(event)
    payload = dict(event["payload"])
    for name in event["personal"]:
        if name in payload:
            payload[name] = _committed(f"payload.{name}", payload[name], salts)
    form["payload"] = payload
    form[ACTOR] = _committed(ACTOR, event[ACTOR], salts)
    return form


def _committed(name: str, value: Any, salts: Mapping[str, str]) -> Any:
    return {"hidden": commitment(name, value, salts[name])} if name in salts else value


def link(previous: str, event: Mapping[str, Any], version: int, salts: Mapping[str, str]) -> str:
    """The seal of an event that hangs on the previous seal."""
    said = sealed_form(event, salts) if version >= 2 else dict(event)
    return digest({"version": version, "previous": previous, "event": said})


def day_hash(previous: str, day: str, count: int, root: str) -> str:
    """A day in the chain of days."""
    return digest({"version": 1, "previous": previous, "day": day, "count": count, "root": root})


def leaf(seal: str) -> bytes:
    """A seal as a leaf of its day's tree (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(seal)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Two halves of a tree."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(seals: Sequence[str]) -> str:
    """The root of a day's tree."""
    level = [leaf(seal) for seal in seals]
    return _root(level).hex()


def _root(leaves: Sequence[bytes]) -> bytes:
    # Pairs level by level, an odd one moves up: the same tree as RFC 6962's recursion, without its copies
    level = list(leaves)
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        up = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = up + ([level[-1]] if len(level) % 2 else [])
    return level[0]


def path_of(seals: Sequence[str], index: int) -> list[str]:
    """What else is needed to come from leaf `index` to the root (RFC 6962, 2.1.1)."""
    level = [leaf(seal) for seal in seals]
    found = []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside].hex())
        up = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = up + ([level[-1]] if len(level) % 2 else [])
        index //= 2
    return found


def climb(seal: str, index: int, count: int, path: Iterable[str]) -> str:
    """The root that follows from a leaf and its path. Raises StopIteration, ValueError when the path does not fit."""
    steps = iter(path)
    here, last = leaf(seal), count - 1
    while last > 0:
        if index % 2:
            here = node(bytes.fromhex(next(steps)), here)
        elif index < last:
            here = node(here, bytes.fromhex(next(steps)))
        index, last = index // 2, last // 2
    if next(steps, None) is not None:
        raise ValueError("path too long")
    return here.hex()


class Verification:
    """One case file and what does not hold in it; `notes` are facts a reader should know, not faults."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.manifest: dict[str, Any] = {}

    def run(self, head: str | None = None) -> bool:
        """Everything in order; True when it holds. Raises KeyError, ValueError for what is no case file."""
        self.manifest = json.loads(self.archive.read("manifest.json"))
        if self.manifest["format"] != FORMAT:
            raise ValueError(self.manifest["format"])
        self.faults += self.files()
        self.faults += self.days()
        self.faults += self.events()
        self.faults += self.evidence()
        self.faults += self.head(head)
        return not self.faults

    def files(self) -> Iterator[str]:
        """Every file has the fingerprint the manifest says, none is missing, none was added."""
        listed = {file["path"]: file for file in self.manifest["files"]}
        there = {name for name in self.archive.namelist() if not name.endswith("/")}
        yield from (f"file {path}: missing" for path in sorted(set(listed) - there))
        yield from (
            f"file {path}: not in the manifest" for path in sorted(there - set(listed) - {"manifest.json"})
        )
        for path in sorted(set(listed) & there):
            try:
                data = self.archive.read(path)
            except (zipfile.BadZipFile, OSError):
                yield f"file {path}: damaged"
                continue
            if hashlib.sha256(data).hexdigest() != listed[path]["sha256"]:
                yield f"file {path}: changed"

    def days(self) -> Iterator[str]:
        """Each day hangs on the day before it."""
        previous = None
        for day in self.manifest["days"]:
            if previous is not None and day["previous"] != previous:
                yield f"day {day['day']}: does not hang on the day before"
            if day_hash(day["previous"], day["day"], day["count"], day["root"]) != day["hash"]:
                yield f"day {day['day']}: its hash does not follow from its events"
            previous = day["hash"]

    def events(self) -> Iterator[str]:
        """Each event gives its seal, and each seal lies in its day."""
        days = {day["day"]: day for day in self.manifest["days"]}
        for entry in self.manifest["events"]:
            name = f"event {entry['id']} ({entry['kind']})"
            if entry["seal"] is None:
                self.notes.append(f"{name}: not yet sealed when the file was made")
                continue
            if entry["event"] is None:
                self.notes.append(f"{name}: sealed by an earlier version and withheld whole (personal data)")
            elif entry["event"]["id"] != entry["id"] or entry["event"]["kind"] != entry["kind"]:
                yield f"{name}: number or kind does not match its content"
            elif link(entry["previous"], entry["event"], entry["version"], entry["salts"]) != entry["seal"]:
                yield f"{name}: content changed, it does not give its seal"
            day = days.get(entry["day"])
            if day is None or not self._lies_in(entry, day):
                yield f"{name}: its seal does not lie in {entry['day']}"

    def _lies_in(self, entry: Mapping[str, Any], day: Mapping[str, Any]) -> bool:
        try:
            return bool(climb(entry["seal"], entry["seq"] - 1, day["count"], entry["path"]) == day["root"])
        except (StopIteration, ValueError, RuntimeError):
            return False

    def evidence(self) -> Iterator[str]:
        """Each piece of evidence is named by a sealed event, and its file is the one that was named."""
        told = {entry["id"]: entry["event"] for entry in self.manifest["events"] if entry["event"]}
        files = {file["path"]: file["sha256"] for file in self.manifest["files"]}
        for piece in self.manifest["evidence"]:
            name = f"evidence {piece['sha256'][:12]}"
            event = told.get(piece["event_id"])
            if event is None:
                self.notes.append(f"{name}: the event that brought it is not shown")
            elif piece["sha256"] not in canonical(event["payload"]).decode():
                yield f"{name}: event {piece['event_id']} names another file"
            if piece["path"] is None:
                self.notes.append(f"{name}: listed, its original is not in this file")
            elif files.get(piece["path"]) != piece["sha256"]:
                yield f"{name}: file {piece['path']} is another one"

    def head(self, wanted: str | None) -> Iterator[str]:
        """The head is the last day's, and the one the reader knows."""
        stated = self.manifest["head"]["hash"]
        if not self.manifest["days"] or self.manifest["days"][-1]["hash"] != stated:
            yield "head: the chain of days does not end in it"
        if wanted and wanted.lower() not in {day["hash"] for day in self.manifest["days"]}:
            yield "head: none of the days has the hash you gave"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command. 0 holds, 1 does not, 2 no case file."""
    parser = argparse.ArgumentParser(description="Verifies a case file exported by Weige.")
    parser.add_argument("file", help="the .zip")
    parser.add_argument("--head", help="the hash of a day (64 hex signs) that you got elsewhere")
    options = parser.parse_args(arguments)
    try:
        with zipfile.ZipFile(options.file) as archive:
            check = Verification(archive)
            holds = check.run(options.head)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as trouble:
        print(f"not a case file of Weige, or its manifest is damaged: {trouble}")
        return 2
    for line in (*check.notes, *check.faults):
        print(("  note   " if line in check.notes else "  FAULT  ") + line)
    stated = check.manifest["head"]
    said = "HOLDS" if holds else f"DOES NOT HOLD: {len(check.faults)} fault(s)"
    print(f"{check.manifest['case']['number']}: {said}")
    print(f"head of {stated['day']}: {stated['hash']}" + ("" if options.head else "  (compare it: --head)"))
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
