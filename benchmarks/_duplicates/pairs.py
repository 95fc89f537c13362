"""Labelled pairs of accounts made from ../shared/data, and how each label came about.

read: 139 pairs of messages_4326, drawn by chance from bands of likeness, whose titles one reader (a language model,
    not two people) judged "the same problem" or not; doubtful ones were left out. Only ids and labels are kept here.
reply: pairs of replies_1408 to which the authority gave (nearly) the same long answer; the judgement sees the messages
    only. There is no telling which pairs with other answers are not the same (the same complaint is often answered
    twice in other words), so these pairs give a recall and nothing else.
placed: the pairs of `read`, laid on the ground. Positions and gaps are made: two reports of one problem as far apart
    as two phones err, two problems anywhere within 60 m and two days. It shows what place and text do together; it
    says nothing of how a real street is strewn.
city: Baltimore. Not the same: two real requests of one type within 100 m and 60 days at different addresses. Same:
    one request told a second time, its address shortened as callers do (made). The city marks 122 of these 5,000
    requests as duplicates, but names no partner, and no pair in this sample of five years lies within 100 m and a
    fortnight with such a mark: its own marks cannot be used.
"""

import csv
import hashlib
import math
import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from weige.cases.rules.sameness import METRES_A_DEGREE, Account, distance_m
from weige.cases.rules.textmarks import marks_of

HERE = Path(__file__).parent
SEED = 20261122
ORIGIN = (121.4900, 31.2350)


@dataclass(frozen=True)
class Pair:
    """Two accounts, whether they tell of one problem, and the group that must stay in one half."""

    kind: str
    one: Account
    other: Account
    same: bool
    group: str


def halves(pairs: list[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Tuning and measuring: by a hash of the group, so that no message stands in both."""
    first = [p for p in pairs if hashlib.sha256(p.group.encode()).digest()[0] < 128]
    return first, [p for p in pairs if p not in first]


def grouped(edges: list[tuple[str, str]]) -> dict[str, str]:
    """Each id → the name of its connected component."""
    up: dict[str, str] = {}

    def root(name: str) -> str:
        while up.setdefault(name, name) != name:
            name = up[name]
        return name

    for one, other in edges:
        up[root(one)] = root(other)
    return {name: root(name) for name in list(up)}


def sheet(path: Path) -> list[tuple[Any, ...]]:
    """The rows of a workbook without its heading."""
    return list(load_workbook(path, read_only=True).active.iter_rows(min_row=2, values_only=True))


def when(text: Any) -> datetime:
    """2019/2/28 11:25:05 and the like."""
    numbers = [int(part) for part in re.findall(r"\d+", str(text))]
    return datetime(*numbers[:6], tzinfo=UTC)  # type: ignore[arg-type]


def message(row: tuple[Any, ...]) -> Account:
    """Title and text of a message, without a place."""
    return Account(at=when(row[3]), text=" ".join(f"{row[2]} {row[4]}".split()))


def read_pairs(data: Path) -> list[Pair]:
    """The pairs a reader judged."""
    rows = {str(row[0]): row for row in sheet(data / "complaints_zh" / "messages_4326.xlsx")}
    with (HERE / "pairs_zh.csv").open(encoding="utf-8") as lines:
        said = [line for line in csv.DictReader(lines) if line["message"] in rows and line["other"] in rows]
    groups = grouped([(line["message"], line["other"]) for line in said])
    return [
        Pair(
            "read",
            message(rows[line["message"]]),
            message(rows[line["other"]]),
            line["same"] == "1",
            groups[line["message"]],
        )
        for line in said
    ]


def placed_pairs(read: list[Pair]) -> list[Pair]:
    """The same texts with made positions and gaps."""
    rng = random.Random(SEED)
    return [_placed(pair, rng) for pair in read]


def _placed(pair: Pair, rng: random.Random) -> Pair:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    if pair.same:
        metres, hours = _phones_apart(rng), math.exp(rng.uniform(math.log(0.05), math.log(48)))
    else:
        metres, hours = 60 * math.sqrt(rng.random()), rng.uniform(0, 48)
    one = replace(pair.one, at=at, lon=ORIGIN[0], lat=ORIGIN[1])
    other = replace(
        pair.other,
        at=at + timedelta(hours=hours),
        lon=ORIGIN[0],
        lat=ORIGIN[1] + metres / METRES_A_DEGREE,
    )
    return Pair("placed", one, other, pair.same, pair.group)


def _phones_apart(rng: random.Random) -> float:
    """How far two phones at one place say they are apart: 12 m of error each, one in six 35 m (our assumption)."""
    spread = 35 if rng.random() < 1 / 6 else 12
    return math.hypot(rng.gauss(0, spread), rng.gauss(0, spread))


def reply_pairs(data: Path) -> list[Pair]:
    """Pairs with (nearly) the same long answer; all the same, so only recall can be told from them."""
    rows = sheet(data / "complaints_zh" / "replies_1408.xlsx")
    answers = [marks_of(str(row[5])).grams for row in rows]
    long = [n for n, row in enumerate(rows) if len(re.sub(r"\s", "", str(row[5]))) >= 140]
    found = [(long[i], long[j]) for i, j in _common_pairs([answers[n] for n in long], most=3000)]
    same = [(i, j) for i, j in found if _cosine(answers[i], answers[j]) >= 0.85]
    groups = grouped([(str(i), str(j)) for i, j in same])
    return [Pair("reply", message(rows[i]), message(rows[j]), True, groups[str(i)]) for i, j in same]


def _cosine(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / math.sqrt(len(one) * len(other)) if one and other else 0.0


def _common_pairs(sets: list[frozenset[str]], *, most: int) -> list[tuple[int, int]]:
    """The pairs with the highest cosine, through the n-grams that at most 60 texts have."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, grams in enumerate(sets):
        for gram in grams:
            holders[gram].append(n)
    shared: Counter[tuple[int, int]] = Counter()
    for who in holders.values():
        if len(who) <= 60:
            shared.update((one, other) for at, one in enumerate(who) for other in who[at + 1 :])
    likely = [pair for pair, _ in shared.most_common(most * 5)]
    return sorted(likely, key=lambda p: -_cosine(sets[p[0]], sets[p[1]]))[:most]


def city_pairs(data: Path) -> list[Pair]:
    """Real neighbours that are not the same, and requests told twice."""
    rng = random.Random(SEED)
    rows = _baltimore(data / "requests_311" / "baltimore_5000.csv")
    boxes: dict[tuple[str, int], list[Account]] = defaultdict(list)
    for one in rows:
        boxes[one.matter, int((one.lat or 0) * 500)].append(one)
    others = []
    for (matter, box), here in boxes.items():
        for at, one in enumerate(here):
            near = here[at + 1 :] + boxes.get((matter, box + 1), [])
            others += [
                (one, other)
                for other in near
                if _metres(one, other) <= 100
                and abs(one.at - other.at) <= timedelta(days=60)
                and one.text != other.text
            ]
    told = [(one, _again(one, rng)) for one in rng.sample(rows, 2 * len(others))]
    return [Pair("city", a, b, False, a.text) for a, b in others] + [
        Pair("city", a, b, True, a.text) for a, b in told
    ]


def _metres(one: Account, other: Account) -> float:
    assert one.lon and one.lat and other.lon and other.lat  # noqa: PT018 - all of the file have them
    return distance_m(one.lon, one.lat, other.lon, other.lat)


def _baltimore(path: Path) -> list[Account]:
    """Requests with a true position (the city's many default positions are left out)."""
    found = []
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if len(row["Latitude"]) > 5 and row["Address"]:
                at = datetime.strptime(row["CreatedDate"], "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=UTC)
                lon, lat = float(row["Longitude"]), float(row["Latitude"])
                text = f"{row['SRType']} {row['Address']}"
                found.append(Account(at=at, lon=lon, lat=lat, matter=row["SRType"], text=text))
    often = Counter((one.lon, one.lat) for one in found)
    return [one for one in found if often[one.lon, one.lat] < 5]


def _again(one: Account, rng: random.Random) -> Account:
    """The same request told by somebody else: later, elsewhere by a phone's error, the address shorter."""
    street = one.text.split(",")[0]
    if rng.random() < 0.3:
        street = re.sub(r"\b\d{1,5}\s+(?=[A-Z])", "", street)
    metres, turn = _phones_apart(rng), rng.uniform(0, 2 * math.pi)
    assert one.lon is not None
    assert one.lat is not None
    return replace(
        one,
        at=one.at + timedelta(hours=math.exp(rng.uniform(math.log(0.05), math.log(48)))),
        lon=one.lon + metres * math.cos(turn) / METRES_A_DEGREE / math.cos(math.radians(one.lat)),
        lat=one.lat + metres * math.sin(turn) / METRES_A_DEGREE,
        text=street,
    )
