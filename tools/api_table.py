"""Writes the table of endpoints in docs/reference/api.md from the OpenAPI description; a test keeps it up to date."""

import os
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "api.md"
BEGIN, END = "<!-- endpoints: written by tools/api_table.py -->", "<!-- end of endpoints -->"
HEAD = "| | address | |\n|---|---|---|"


def described(operation: dict[str, Any]) -> str:
    """The summary, or the first sentence of the description where the summary is only the function's name."""
    summary: str = operation["summary"]
    made_up = operation["operationId"].endswith(summary.lower().replace(" ", "_"))
    text = operation.get("description", "") if made_up else ""
    first = re.split(r"(?<=[.;])\s", " ".join(text.split()))[0].rstrip(".;")
    return (first or summary).replace("|", "\\|")


def open_to(operation: dict[str, Any]) -> str:
    """Who besides a signed-in user may call it: a remark, or nothing."""
    schemes = {name for scheme in operation.get("security") or () for name in scheme}
    if not schemes:
        return " (without signing in)"
    return " (also a device)" if "DeviceSecret" in schemes else ""


def table(schema: dict[str, Any]) -> str:
    """One table per tag, in the order of the API."""
    groups: dict[str, list[str]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            tag = (operation.get("tags") or ["other"])[0]
            line = f"| {method.upper()} | `{path}` | {described(operation)}{open_to(operation)} |"
            groups.setdefault(tag, []).append(line)
    return "\n\n".join(f"### {tag}\n\n{HEAD}\n" + "\n".join(lines) for tag, lines in groups.items())


def page(text: str, schema: dict[str, Any]) -> str:
    """The page with its table renewed. Raises ValueError when the marks are missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name}: the marks around the table are missing")
    return f"{before}{BEGIN}\n\n{table(schema)}\n\n{END}{after}"


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "weige.config.settings"
    os.environ.setdefault("WEIGE_SECRET", "not used: nothing is signed here")
    import django

    django.setup()
    from weige.config.api import api

    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page(text, api.get_openapi_schema()), encoding="utf-8")


if __name__ == "__main__":
    main()
