"""How many live in the demonstration's houses: invented from floors and height, and said to be."""

from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import Q

from weige.registry.models import Headcount
from weige.territory.models import Building

SOURCE = "演示数据 demonstration"
A_FLOOR = 3  # households on a floor of a lane house
A_HOUSEHOLD = 2.3  # residents of one; about the city's average at the 2020 census (2.37 persons a family)


@transaction.atomic
def load_headcounts(now: datetime, seed: int) -> int:
    """Counts for the houses without a name (named ones are banks, hotels, offices). Gives how many."""
    rng = Random(f"headcounts:{seed}")
    rows = []
    for house in Building.objects.filter(Q(name_zh="")).order_by("code").only("pk", "floors", "height_m"):
        floors = min(house.floors or max(1, round(house.height_m / 3)), 12)
        households = max(1, floors * A_FLOOR + rng.randint(-2, 4))
        rows.append(
            Headcount(
                building=house,
                households=households,
                residents=round(households * A_HOUSEHOLD + rng.uniform(-1, 2)),
                as_of=now.date().replace(day=1),
                source=SOURCE,
            )
        )
    Headcount.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
