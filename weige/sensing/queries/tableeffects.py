"""What other reasons, limits and weights would do to what there is: counted before an office saves them."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q
from django.utils import timezone

from weige.kernel.officedata import Raw
from weige.kernel.reference import Effect
from weige.sensing.models import Device, DeviceWeight, Warning
from weige.sensing.models.device import OFFLINE
from weige.sensing.queries import health as reads
from weige.sensing.queries.precision import precision
from weige.sensing.queries.rules import in_force, names
from weige.sensing.queries.verdicts import tallies
from weige.sensing.rules import health
from weige.sensing.rules.health import Facts, Shift, weights
from weige.sensing.rules.precision import defaults
from weige.sensing.rules.weight import doubted, weighing

LATELY: Final = 90  # days in which uses are counted (our default)
SHOWN: Final = 20  # rows of a preview
MOST: Final = 20_000  # devices looked at


def of_reason(code: str, *, leaves: bool, now: datetime) -> list[Effect]:
    """How often the reason was given, by scenario (2 statements). leaves: it goes out of use."""
    given = Warning.objects.filter(reason_code=code)
    lately = given.filter(opened_at__gt=now - timedelta(days=LATELY)).order_by()
    by = dict(lately.values_list("scenario").annotate(n=Count("pk")).order_by("-n")[:SHOWN])
    called = names() if by else {}
    items = [
        (
            f"{called[one].zh if one in called else one}：{n}",
            f"{called[one].en if one in called else one}: {n}",
        )
        for one, n in by.items()
    ]
    params = {"ever": given.count(), "days": LATELY, "n": sum(by.values())}
    found = [Effect("reason_used" if params["ever"] else "reason_unused", params, items=items)]
    return [*found, Effect("reason_leaves", params, "warn")] if leaves else found


def of_weighing(own: Raw, now: datetime) -> list[Effect]:
    """Which devices' word would lose or regain its weight at the next look (≤ 6 statements)."""
    before = set(DeviceWeight.objects.filter(doubted_at__isnull=False).values_list("device_id", "scenario"))
    with weighing.tried(own):
        after = {key for key, said in tallies(now).items() if doubted(said, key in before)}
        open_now = Q(state="open", device__isnull=False)
        held = Warning.objects.filter(open_now).count()
    changed = sorted((after - before) | (before - after))
    devices, called = Device.objects.in_bulk([key for key, _ in changed[:SHOWN]]), names()
    items = []
    for key, scenario in changed[:SHOWN]:
        if key in devices:
            one, what = devices[key], called.get(scenario)
            zh, en = ("权重降低", "loses weight") if (key, scenario) in after else ("恢复", "as before")
            zh_name, en_name = (what.zh, what.en) if what else (scenario, scenario)
            items.append((f"{one.name_zh} · {zh_name}：{zh}", f"{one.name_en} · {en_name}: {en}"))
    params = {"less": len(after - before), "back": len(before - after), "n": len(after), "open": held}
    return [
        Effect("weight_changes" if changed else "weight_same", params, "warn" if changed else "info", items)
    ]


def of_advice(own: Raw, now: datetime) -> list[Effect]:
    """Which advice of the last 90 days there would be, old and new (what precision.precision reads, twice)."""

    def raised() -> tuple[int, int]:
        rows = precision(Warning.objects.all(), in_force(), LATELY, now)
        return sum((one["advice"] or {}).get("advice") == "raise" for one in rows), len(rows)

    old, of = raised()
    with defaults.tried(own):
        new, _ = raised()
    return [Effect("advice_changes", {"old": old, "new": new, "n": of, "days": LATELY})]


def of_health(own: Raw, now: datetime) -> list[Effect]:
    """Which devices would have another figure today, by what their last examinations found (≤ 5 statements).

    Whether a device stands still is only known of those that do: a lower count finds others within ten minutes.
    """
    devices = list(
        Device.objects.filter(in_service=True, trial=False, last_seen_at__isnull=False)
        .select_related("examined")
        .order_by("pk")
        .defer("zones", "limits")[:MOST]
    )
    facts, near = _facts(devices), reads.neighbours_of(devices) if devices else {}
    today = timezone.localdate(now)

    def found() -> dict[int, set[str]]:
        return {
            one.pk: set(health.ailments(facts[one.pk], near[one.pk], today))
            | ({health.SILENT} if one.state == OFFLINE else set())
            for one in devices
        }

    before = found()
    old = {key: health.device_figure(list(said))[0] for key, said in before.items()}
    with weights.tried(own):
        after = found()
        new = {key: health.device_figure(list(said))[0] for key, said in after.items()}
    return _told(devices, (before, old), (after, new))


def _facts(devices: list[Device]) -> dict[int, Facts]:
    """As the last examinations left it (1 statement)."""
    standing, found = reads.standing(devices), {}
    for one in devices:
        seen = getattr(one, "examined", None)
        kept: Mapping[str, Any] = seen.figures if seen else {}
        still = standing.get(one.pk, {}).get("frozen")
        found[one.pk] = Facts(
            one.health,
            one.last_kind,
            day=(still.figures["count"], still.figures["value"], still.figures["value"]) if still else None,
            spans=kept.get("spans", 0),
            heard=kept.get("heard", 0),
            calibrated_until=one.calibrated_until,
            certificate_until=one.certificate_until,
            shift=Shift(kept["shift"], kept["spread"]) if "shift" in kept else None,
        )
    return found


Found = tuple[dict[int, set[str]], dict[int, int]]


def _told(devices: list[Device], before: Found, after: Found) -> list[Effect]:
    (was, old), (will, new) = before, after
    changed = [one for one in devices if old[one.pk] != new[one.pk] or was[one.pk] != will[one.pk]]
    changed.sort(key=lambda one: (-abs(old[one.pk] - new[one.pk]), one.pk))
    words = weights()["words"]
    items = []
    for one in changed[:SHOWN]:
        why = sorted(was[one.pk] ^ will[one.pk])
        said = {at: by.join(words[w][at] for w in why) for at, by in (("zh", "、"), ("en", ", "))}
        figures = f"{old[one.pk]} → {new[one.pk]}"
        items.append(
            (
                f"{one.name_zh}：{figures} {said['zh']}".strip(),
                f"{one.name_en}: {figures} {said['en']}".strip(),
            )
        )
    more, less = Counter[str](), Counter[str]()
    for one in changed:
        more.update(will[one.pk] - was[one.pk])
        less.update(was[one.pk] - will[one.pk])
    params = {
        "n": len(changed), "of": len(devices), "new": more.total(), "gone": less.total(),
    }  # fmt: skip
    return [
        Effect("health_changes" if changed else "health_same", params, "warn" if changed else "info", items)
    ]
