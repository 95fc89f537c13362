"""The services offered over Open311: the packaged offer, put in once."""

import tomllib
from pathlib import Path
from typing import Any

from weige.cases.models import Matter
from weige.sharing.models import Service
from weige.sharing.rules import attributes

PACKAGED = Path(__file__).parent.parent / "data/services.toml"


def load_offer() -> int:
    """Puts the packaged services in where none are yet; how many. A matter not in the catalogue is left out.

    Needs the catalogue of matters. Raises msgspec.ValidationError for an attribute that is none.
    """
    if Service.objects.exists():
        return 0
    told = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))["service"]
    codes = [one["matter"] for one in told]
    matters = {
        matter.code: matter
        for matter in Matter.objects.filter(code__in=codes, valid_to__isnull=True, kind="event")
    }
    rows = [
        _row(one, order, matters[one["matter"]]) for order, one in enumerate(told) if one["matter"] in matters
    ]
    Service.objects.bulk_create(rows)
    return len(rows)


def _row(one: dict[str, Any], order: int, matter: Matter) -> Service:
    attributes.load(one.get("attribute", []))
    words = {name: one.get(name, {"zh": "", "en": ""}) for name in ("name", "description", "group")}
    texts = {
        f"{name}_{language}": said[language] for name, said in words.items() for language in ("zh", "en")
    }
    return Service(
        code=one["code"],
        matter=matter,
        keywords=one.get("keywords", []),
        attributes=one.get("attribute", []),
        publish=one.get("publish", "own"),
        order=order,
        **texts,
    )
