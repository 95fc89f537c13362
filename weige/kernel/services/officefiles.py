"""Writes a file of the data folder as a whole: whoever reads it meets the old one or the new one."""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from weige.kernel.errors import Conflict, FieldError, Invalid
from weige.kernel.reference import Note


def put(name: str, text: str) -> None:
    """Last in the transaction of an edit: when it cannot be written, the edit is not there either.

    Raises Conflict office_file_unwritable.
    """
    try:
        _put(Path(settings.DATA_DIR), name, text)
    except OSError as error:
        raise Conflict("office_file_unwritable", file=name, reason=error.strerror or str(error)) from error


def _put(folder: Path, name: str, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    handle, path = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(path).chmod(0o644)
        Path(path).replace(folder / name)
    except BaseException:
        Path(path).unlink(missing_ok=True)
        raise


def wants_reason(note: Note) -> None:
    """An edit that keeps less or tells later says why. Raises Invalid (bringing back an earlier state says it)."""
    if not note.text.strip() and note.restores is None:
        raise Invalid([FieldError("note", "reference_reason")])
