"""Our English of the catalogue's official Chinese: names of matters and components, conditions, classes."""

import csv
from functools import cache
from importlib import resources


def packaged(name: str) -> list[str]:
    """The lines of a packaged data file."""
    return resources.files("weige.cases").joinpath("data", name).read_text(encoding="utf-8").splitlines()


@cache
def english() -> dict[tuple[str, str], str]:
    """("matter" | "component" | "words", code or phrase) → English. The standard has none: these are our words."""
    found = {(row["list"], row["code"]): row["en"] for row in csv.DictReader(packaged("names_en.csv"))}
    return found | {("words", row["zh"]): row["en"] for row in csv.DictReader(packaged("words_en.csv"))}
