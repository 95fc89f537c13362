"""The sheets of bulk registration: the empty one to fill in, and the one that hands out the secrets."""

import io
import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from weige.kernel.access import Who
from weige.kernel.tabular import Column, Export, Kind, to_xlsx
from weige.sensing.rules.kinds import Kinds
from weige.sensing.services.devices import Secret
from weige.sensing.services.registering import MOST, table


@cache
def _words() -> dict[str, dict[str, str]]:
    path = Path(__file__).resolve().parent.parent / "data" / "register.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def word(key: str, language: str) -> str:
    return _words()[key][language]


def template(kinds: Kinds, language: str) -> bytes:
    """An XLSX with the headers in the first row, choices where there are some, and a second sheet that explains."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = word("template_title", language)
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table(kinds).columns, start=1):
        cell = sheet.cell(1, number, f"{column.label(language)}{'*' if column.required else ''}")
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="ECEDE8")
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = 18
        if column.name in {"code", "building", "shop", "certificate_no"}:
            for row in range(2, 52):
                sheet.cell(row, number).number_format = "@"  # or Excel makes a number of a code
        choices = _choices(column, kinds, language)
        if choices:
            rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{MOST + 1}")
    about = book.create_sheet(word("help", language))
    about.column_dimensions["A"].width = 100
    for key in ("help_1", "help_2", "help_3"):
        about.append([word(key, language)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _choices(column: Column, kinds: Kinds, language: str) -> list[str]:
    if column.kind is Kind.YES_NO:
        return [word("yes", language), word("no", language)]
    if column.kind is not Kind.CHOICE:
        return []
    named = [one.en if language == "en" else one.zh for one in kinds.device.values()]
    return named if len(",".join(named)) < 255 else []  # Excel's longest list


def secrets(made: Sequence[Secret], who: Who, language: str, now: datetime) -> bytes:
    """The sheet of new secrets. They are derived and stored nowhere: who loses it issues new ones."""
    keys = ("device", "mqtt_user", "secret", "header")
    export = Export(
        title=word("secrets_title", language),
        columns=[Column(key, word(key, "zh"), word(key, "en")) for key in keys],
        rows=[
            {
                "device": one.credential.device.code,
                "mqtt_user": one.mqtt_user,
                "secret": one.secret,
                "header": f"Device {one.credential.device.code}:{one.secret}",
            }
            for one in made
        ],
        account=who.name,
        at=now,
        language=language,
    )
    return to_xlsx(export)
