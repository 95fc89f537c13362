"""Where goods may stand before a shop, as its notice shows it: only what is on record, and by whom it was said."""

from datetime import datetime
from typing import Any

from weige.enforcement.models import Paper
from weige.enforcement.rules.records import KEPT
from weige.kernel.streettime import LOCAL
from weige.sensing.queries.allowed import permits_at

GOODS = ("09005",)  # 店外经营 of GB/T 47678.5-2026: the matter whose paper is about a shop's line
PERMITS = ("permitted-hours", "festival-permit")  # what the packs of this matter let pass (their `unless`)


def frontage(row: Paper, now: datetime) -> dict[str, Any] | None:
    """over_m, permits of today and later, the shop's newest agreement; None where it is of something else (at most 3
    statements). Without a permit nothing is said to be allowed; without an estimate nothing is said of a distance."""
    if row.shop is None or row.case is None or row.case.matter_id is None:
        return None
    matter = row.case.matter
    if matter is None or matter.code not in GOODS:
        return None
    pledge = Paper.objects.filter(shop=row.shop_id, kind="pledge", state__in=KEPT).order_by(
        "-issued_at", "-pk"
    )
    found = pledge.values("number", "content").first()
    content = found["content"] if found else {}
    return {
        "shop_zh": row.shop.name_zh,
        "shop_en": row.shop.name_en or row.shop.name_zh,
        "over_m": row.over_m,
        "permits": permits_at(f"shop:{row.shop.code}", PERMITS, now.astimezone(LOCAL).date()),
        "pledge": {
            "number": found["number"],
            "area": str(content.get("area", "")),
            "order": [str(one) for one in content.get("bao_order", [])],
        }
        if found
        else None,
    }
