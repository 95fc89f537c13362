"""Finding what is frequent: one matter at one place over and over becomes a proposal of a black spot."""

import csv
from datetime import datetime, timedelta
from importlib import resources

from django.db import transaction

from weige.cases.queries.atplace import Seen, seen_since
from weige.cases.queries.catalogue import known_prefixes, names_of_matters
from weige.kernel import log
from weige.kernel.access import SYSTEM, Who
from weige.kernel.streettime import LOCAL
from weige.knowledge import events
from weige.knowledge.models import BlackSpot, Check, FrequentRule
from weige.knowledge.queries.frequent import covers, frequent_places, known_spots
from weige.knowledge.rules.picture import Cluster, metres
from weige.knowledge.rules.spotmoves import SpotState
from weige.knowledge.rules.words import COUNTED
from weige.knowledge.services.spots import SpotDraft, draw_up, refuse, tell
from weige.registry.models import Shop

#: At most so many proposals at one time: the desk should read them.
MOST = 5
NUMBERS = ("count", "days", "within_m")


def load_rules() -> None:
    """Brings the shipped rows that are missing; edits of the office are kept."""
    text = resources.files("weige.knowledge").joinpath("data", "frequent.csv").read_text(encoding="utf-8")
    known = set(FrequentRule.objects.values_list("prefix", flat=True))
    rows = [row for row in csv.DictReader(text.splitlines()) if row["prefix"] not in known]
    FrequentRule.objects.bulk_create(
        FrequentRule(**row | {name: int(row[name]) for name in NUMBERS}) for row in rows
    )


def set_rule(*, prefix: str, row: dict[str, int], who: Who, now: datetime) -> FrequentRule:
    """Sets or adds the rule of matters with this prefix. Raises Invalid: a prefix no matter has."""
    with transaction.atomic():
        rule = FrequentRule.objects.select_for_update().filter(prefix=prefix).first()
        before = {name: getattr(rule, name) for name in NUMBERS} if rule else {}
        if rule is None and prefix and not known_prefixes([prefix]):
            raise refuse("prefix", "unknown_matter_prefix", prefix=prefix)
        rule = rule or FrequentRule(prefix=prefix)
        for name in NUMBERS:
            setattr(rule, name, row[name])
        rule.source = "office"
        rule.save()
        event = events.FrequentRuleChanged(prefix=prefix, before=before, after=row)
        log.append(event, who=who, now=now, subject=f"frequent_rule:{prefix}")
    return rule


def propose(*, now: datetime) -> list[BlackSpot]:
    """Looks over the last days and proposes at most five places that are no black spot yet (3 statements)."""
    rules = {rule.prefix: rule for rule in FrequentRule.objects.all()}
    if not rules:
        return []
    seen = seen_since(now - timedelta(days=max(rule.days for rule in rules.values())))
    fit, found = frequent_places(seen, rules, now=now)
    known = known_spots(now)
    fresh = [one for one in found if not any(covers(spot, one) for spot in known)][:MOST]
    names = names_of_matters(sorted({one.matter for one in fresh}))
    where = {str(one.id): one for one in seen}
    return [_propose(one, fit[one.matter], names[one.matter], where, now) for one in fresh]


def _propose(
    one: Cluster, rule: FrequentRule, name: tuple[str, str], where: dict[str, Seen], now: datetime
) -> BlackSpot:
    shop = Shop.objects.filter(pk=one.shop).first() if one.shop else None
    count, place = len(one.cases), (shop.name_zh if shop else "")
    middle = min((where[pk] for pk in one.cases), key=lambda s: metres(one.lon, one.lat, s.lon, s.lat))
    draft = SpotDraft(
        title_zh=f"{place} {name[0]}".strip(),
        title_en=f"{name[1]}: {shop.name_en or shop.name_zh}" if shop else name[1],
        matters=[one.matter],
        lon=middle.lon,
        lat=middle.lat,
        radius_m=rule.within_m,
        shop=shop,
        place_zh=shop.address if shop else "",
        why=COUNTED.format(days=rule.days, count=count, within=rule.within_m, least=rule.count),
        note={"count": count, "days": rule.days},
    )
    return draw_up(draft=draft, state=SpotState.PROPOSED, who=SYSTEM, now=now)


def remind(*, now: datetime) -> int:
    """Tells of planned checks that are due today, each once (1 statement when none is)."""
    today = now.astimezone(LOCAL).date()
    rows = Check.objects.select_for_update(of=("self",), skip_locked=True).select_related("plan__spot")
    due = list(rows.filter(due_on__lte=today, done_at__isnull=True, told_at__isnull=True)[:100])
    for check in due:
        check.told_at = now
        check.save(update_fields=["told_at"])
        post = check.plan.post_id
        told = {"check_id": check.pk, "post_id": post, "post_ids": (post,)}
        tell(check.plan.spot, events.CheckDue, who=SYSTEM, now=now, **told)
    return len(due)
