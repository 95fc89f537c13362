"""A reference table whose rows are parts of a file of the data folder (kernel.officedata)."""

from datetime import datetime
from typing import Any, ClassVar

from weige.kernel import officedata
from weige.kernel.access import Access
from weige.kernel.errors import FieldError, Invalid
from weige.kernel.officedata import FAULTS, OfficeFile, Raw
from weige.kernel.reference import Note, Table, Values
from weige.kernel.services import officefiles
from weige.kernel.services.reference import lock, record


class FileTable(Table):
    """Each row is a part of `file`. A class says its rows, and what a row's values are in the file."""

    file: ClassVar[OfficeFile[Any]]

    def told(self, key: str, values: Values) -> Raw:
        """The part of the file these values are. Raises Invalid by field."""
        raise NotImplementedError

    def key_of(self, values: Values) -> str:
        """The key of a new row. Raises Invalid by field."""
        raise NotImplementedError

    def write(self, access: Access, key: str, values: Values, *, note: Note, now: datetime) -> str:
        lock(f"file:{self.file.name}")  # two tables may stand in one file
        own, before = self.editable(), self.row(access, key, now).values if key else None
        key = key or self.key_of(values)
        after = self.asked(own, key, values)
        record(table=self.code, key=key, before=before, after=values, who=access.who, now=now, note=note)
        officefiles.put(self.file.name, officedata.text(after))
        return key

    def asked(self, own: Raw, key: str, values: Values) -> Raw:
        """The office's own file with this row; only what differs from what ships. Raises Invalid."""
        after = officedata.differing(self.file.base, officedata.merged(own, self.told(key, values)))
        try:
            self.file.checked(after)
        except FAULTS as error:
            raise Invalid([self.broken(error)]) from error
        return after

    def editable(self) -> Raw:
        """Raises Invalid: a faulty file is mended by hand first, else its other lines would be lost."""
        held = self.file.held()
        if held.fault:
            raise Invalid([self.broken(held.fault)])
        return held.own

    def broken(self, reason: object) -> FieldError:
        return FieldError(
            "values", "office_file_broken", {"file": self.file.name, "reason": str(reason)[:200]}
        )

    def origin(self, *path: str) -> str:
        """Whether what stands at this place of the file is the office's own (code of messages.toml)."""
        held = self.file.held()
        if held.fault:
            return "office_file_fault"
        found: Any = held.own
        for part in path:
            found = found.get(part) if isinstance(found, dict) else None
        return "reference_default" if found is None else "reference_office"
