"""Tables in and out: CSV and XLSX imports with a dry run and errors per cell, exports that say whose they are."""

from weige.kernel.tabular.columns import Cell, Column, Kind, Row, RowError, Table
from weige.kernel.tabular.exporting import Export, to_csv, to_xlsx
from weige.kernel.tabular.importing import Outcome, run_import
from weige.kernel.tabular.reading import Sheet, peek, read

__all__ = [
    "Cell",
    "Column",
    "Export",
    "Kind",
    "Outcome",
    "Row",
    "RowError",
    "Sheet",
    "Table",
    "peek",
    "read",
    "run_import",
    "to_csv",
    "to_xlsx",
]
