"""Editing the dispatch table."""

from datetime import datetime
from typing import Any

from django.db import transaction

from weige.cases.events import DeskRuleChanged
from weige.cases.models import DispatchRule
from weige.cases.rules.dispatching import Target
from weige.cases.services.step import refuse
from weige.kernel import log
from weige.kernel.access import Who

COLUMNS = ("matter_type", "prefix", "level", "order", "target", "basis_zh", "basis_en", "active")


def set_rule(*, key: str, row: dict[str, Any], who: Who, now: datetime) -> DispatchRule:
    """Sets or adds the row of that key. Raises Invalid for a target nobody can read."""
    try:
        row = row | {"target": str(Target.parse(row["target"]))}
    except ValueError:
        raise refuse("target", "bad_target", target=row["target"]) from None
    with transaction.atomic():
        rule = DispatchRule.objects.select_for_update().filter(key=key).first()
        before = {name: getattr(rule, name) for name in COLUMNS} if rule else {}
        rule = rule or DispatchRule(key=key[:40])
        for name in COLUMNS:
            setattr(rule, name, row[name])
        rule.source = "office"
        rule.save()
        after = {name: getattr(rule, name) for name in COLUMNS}
        event = DeskRuleChanged(what="dispatch_rule", key=key, before=before, after=after)
        log.append(event, who=who, now=now, subject=f"dispatch_rule:{key}")
    return rule
