"""One problem, one case: how well two accounts of it are recognised, against distance only and text only.

Run: make bench NAME=duplicates [ARGS="--lookups 10000,100000"]. Prints tables; the last line is one JSON object.
Needs ../shared/data (measured on, never kept here). Thresholds are tuned on one half of each set, figures are of the
other; how the labels were made, and what they cannot show, stands in benchmarks/_duplicates/pairs.py.
--fit prints weights fitted on the tuning halves of `placed` and `city` (data/sameness.toml says when that was done).
--lookups also measures the time of one lookup among so many open cases (an embedded database, about two minutes).
"""

import argparse
import json
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._duplicates import pairs as made  # noqa: E402
from benchmarks._duplicates.scoring import best_threshold, by_distance, by_text, figures, fit, ours  # noqa: E402
from weige.cases.rules.sameness import weights  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
#: The same texts drawn anew for each lookup.
SEED = 20261122


def sets(data: Path) -> dict[str, list[made.Pair]]:
    """The labelled pairs by set."""
    read = made.read_pairs(data)
    return {
        "read": read,
        "reply": made.reply_pairs(data),
        "placed": made.placed_pairs(read),
        "city": made.city_pairs(data),
    }


def measure(all_pairs: dict[str, list[made.Pair]]) -> list[dict[str, Any]]:
    """One line a set and way."""
    lines = []
    tuned: dict[str, float] = {}
    for name, pairs in all_pairs.items():
        tune, rest = made.halves(pairs)
        for way, score in (("ours", ours()), ("distance only", by_distance), ("text only", by_text)):
            if way == "distance only" and pairs[0].one.lon is None:
                continue
            if name == "reply":  # nothing to tune on: the threshold of the pairs a reader judged
                threshold, rest = tuned[way], pairs
            else:
                threshold = tuned[way] = best_threshold(score, tune)
            lines.append(
                {"set": name, "way": way, "threshold": round(threshold, 4)}
                | asdict(figures(score, threshold, rest))
            )
    return lines


def lookups(sizes: list[int]) -> list[dict[str, Any]]:
    """Milliseconds of one lookup among so many open cases in a street of a square kilometre."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from _house import house

    with house():
        from weige.territory.models import Area

        return [one_size(size, Area.objects.get(code="L01")) for size in sizes]


def one_size(size: int, area: Any) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from weige.cases.models import Matter
    from weige.cases.rules.sameness import Account
    from weige.kernel import timesource

    now, rng = timesource.now(), random.Random(SEED)
    strew(size, area, now, rng)
    matters = list(Matter.objects.values_list("code", flat=True)[:200])
    found = 0
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(60):
        lon, lat = 121.480 + rng.random() * 0.0105, 31.230 + rng.random() * 0.009
        wanted = Account(at=now, lon=lon, lat=lat, matter=rng.choice(matters), text=said(rng))
        fast = clocked(took["ours"], looked_up, wanted, now)
        clocked(took["distance"], nearest, lon, lat)
        clocked(took["text"], text_alone, wanted.text, lon, lat)
        slow = clocked(took["plain"], plainly, wanted, now)
        assert [(one.case.pk, one.distance_m, one.same) for one in fast] == slow, "the two ways differ"
        found += len(fast)
    with CaptureQueriesContext(connection) as counted:
        looked_up(wanted, now)
    p50 = {way: median(times) for way, times in took.items()}
    return {
        "open_cases": size,
        "p50_ms": round(p50["ours"], 2),
        "p95_ms": round(sorted(took["ours"])[56], 2),
        "plain_p50_ms": round(p50["plain"], 2),
        "distance_p50_ms": round(p50["distance"], 2),
        "text_p50_ms": round(p50["text"], 2),
        "over_distance": round(p50["ours"] / p50["distance"], 1),
        "statements": len(counted),
        "found": found,
    }


def looked_up(wanted: Any, now: Any) -> list[Any]:
    """As a report's page asks: the policies, then what is alike."""
    from weige.cases.models import Case
    from weige.cases.queries.similar import alike, policies

    return alike(Case.objects.all(), wanted, now=now, table=policies())


def plainly(wanted: Any, now: Any) -> list[Any]:
    """The same the plain way."""
    from benchmarks._duplicates.slowly import slowly
    from weige.cases.queries.similar import policies

    return slowly(wanted, now=now, table=policies())


def clocked(times: list[float], work: Callable[..., Any], *given: Any) -> Any:
    """What it gives; its milliseconds join the others."""
    start = time.perf_counter()
    done = work(*given)
    times.append((time.perf_counter() - start) * 1000)
    return done


#: About 60 m each way, in degrees at that latitude.
BOX = (0.00054, 0.00063)


def nearest(lon: float, lat: float) -> list[Any]:
    """A baseline: the ten nearest open cases by distance, by the same index, and nothing judged (1 statement)."""
    from django.db import connection

    up, right = BOX
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM cases_case WHERE ended_at IS NULL AND lat BETWEEN %s AND %s AND lon BETWEEN %s AND %s"
            " ORDER BY power(lat - %s, 2) + power((lon - %s) * 0.855, 2) LIMIT 10",
            [lat - up, lat + up, lon - right, lon + right, lat, lon],
        )
        return cursor.fetchall()


def text_alone(text: str, lon: float, lat: float) -> list[Any]:
    """A baseline: the ten texts most alike of the newest 200 in the same box, by n-grams alone (1 statement)."""
    from django.db import connection

    from weige.cases.rules.sameness import alike as cosine
    from weige.cases.rules.textmarks import marks_of

    up, right = BOX
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.case_id, r.text FROM cases_report r JOIN cases_case c ON c.id = r.case_id"
            " WHERE c.ended_at IS NULL AND c.lat BETWEEN %s AND %s AND c.lon BETWEEN %s AND %s"
            " ORDER BY c.reported_at + interval '0' DESC LIMIT 200",
            [lat - up, lat + up, lon - right, lon + right],
        )
        rows = cursor.fetchall()
    own = marks_of.__wrapped__(text).grams
    return sorted(rows, key=lambda row: -cosine(own, marks_of.__wrapped__(row[1]).grams))[:10]


def said(rng: random.Random) -> str:
    """What somebody may say; hardly ever twice the same."""
    what = rng.choice(
        (
            "货物占道",
            "花盆摆到路上",
            "垃圾袋堆着",
            "电动车乱停",
            "招牌挡路",
            "油烟很大",
            "井盖响",
            "施工到半夜",
        )
    )
    who = rng.choice(
        ("行人过不去", "推婴儿车绕到机动车道", "老人绊了一下", "反映过两次", "请来看看", "晚上更严重")
    )
    where = rng.choice(("店门口", "路口东侧", "公交站旁", "小区南门", "超市门前", "学校对面"))
    return f"{where}{rng.randrange(1, 400)} 号{what}，{who}，已经 {rng.randrange(2, 90)} 天"


def strew(size: int, area: Any, now: Any, rng: random.Random) -> None:
    """So many open cases with a report each over a square kilometre, all of the last two days."""
    from datetime import timedelta

    from django.db import connection

    from weige.cases.models import Case, Matter, Report
    from weige.cases.rules.identity import new_id

    have = Case.objects.filter(number__startswith="dup-").count()
    matters = list(Matter.objects.values_list("pk", flat=True)[:200])
    for first in range(have, size, 5000):
        cases = [
            Case(
                id=new_id(now), number=f"dup-{n}", state="reported", matter_id=rng.choice(matters),
                title_zh="压测", title_en="bench", source="patrol", sources=["patrol"],
                lon=121.480 + rng.random() * 0.0105, lat=31.230 + rng.random() * 0.009,
                cells=area.path, leaf_cells=[area.pk], place_zh=f"示范路 {n % 900} 号", rank_at=now,
                found_at=now - timedelta(hours=48 * rng.random()), reported_at=now - timedelta(hours=47 * rng.random()),
            )
            for n in range(first, min(first + 5000, size))
        ]  # fmt: skip
        Case.objects.bulk_create(cases)
        Report.objects.bulk_create(
            Report(case=c, source="patrol", text=said(rng), at=now, lon=c.lon, lat=c.lat) for c in cases
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE cases_case")
        cursor.execute("VACUUM ANALYZE cases_report")


def show(lines: list[dict[str, Any]]) -> None:
    """Tables for people."""
    print(f"{'set':8}{'way':15}{'pairs':>6}{'same':>6}{'precision':>11}{'recall':>8}{'F1':>7}{'AP':>7}")
    for line in lines:
        cells = [line["precision"], line["recall"], line["f1"], line["average_precision"]]
        said = ["—" if cell is None else f"{cell:.3f}" for cell in cells]
        head = f"{line['set']:8}{line['way']:15}{line['pairs']:>6}{line['same']:>6}"
        print(f"{head}{said[0]:>11}{said[1]:>8}{said[2]:>7}{said[3]:>7}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--lookups", default="", help="sizes, ascending, comma-separated")
    options = parser.parse_args()
    if not DATA.is_dir():
        sys.exit(f"no labelled pairs: {DATA} is not there")
    found = sets(DATA)
    if options.fit:
        tune = [*made.halves(found["placed"])[0], *made.halves(found["city"])[0]]
        print("\n".join(f"{name} = {value}" for name, value in fit(tune, weights()).items()))
        return
    lines = measure(found)
    show(lines)
    timed = lookups([int(text) for text in options.lookups.split(",")]) if options.lookups else []
    for row in timed:
        told = f"p50 {row['p50_ms']} ms, p95 {row['p95_ms']} ms, {row['statements']} statements"
        told += f"; the plain way p50 {row['plain_p50_ms']} ms; distance alone {row['distance_p50_ms']} ms"
        told += f" (ours takes {row['over_distance']} times that); text alone {row['text_p50_ms']} ms"
        print(f"{row['open_cases']:>8} open cases: {told}")
    print(json.dumps({"benchmark": "duplicates", "lines": lines, "lookups": timed}, ensure_ascii=False))


if __name__ == "__main__":
    main()
