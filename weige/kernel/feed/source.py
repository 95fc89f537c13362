"""Reading the log without blocking: one connection listens for commits, another reads what is settled."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Any

import psycopg
from django.db import connection

from weige.kernel.log import CHANNEL, Position
from weige.kernel.models import Event

COLUMNS = [field.attname for field in Event._meta.concrete_fields]
READ = (
    f"SELECT {', '.join(COLUMNS)}, tx < weige_horizon() FROM kernel_event"  # noqa: S608 - constants
    " WHERE (tx, id) > (%s::text::xid8, %s) ORDER BY tx, id LIMIT %s"
)
NEWEST = "SELECT tx, id FROM kernel_event WHERE tx < weige_horizon() ORDER BY tx DESC, id DESC LIMIT 1"

Plain = psycopg.AsyncConnection[tuple[Any, ...]]


class Source:
    """Use as `async with Source() as source`. Every method raises psycopg.Error when the database is gone."""

    def __init__(self) -> None:
        self._ear: Plain | None = None
        self._reader: Plain | None = None

    async def __aenter__(self) -> "Source":
        params = connection.get_connection_params()
        for name in ("cursor_factory", "context"):
            params.pop(name, None)  # Django's own, for its synchronous cursors
        try:
            self._ear = await psycopg.AsyncConnection.connect(**params, autocommit=True)
            self._reader = await psycopg.AsyncConnection.connect(**params, autocommit=True)
            await self._ear.execute(f"LISTEN {CHANNEL}")
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        for one in (self._ear, self._reader):
            if one is not None:
                with suppress(psycopg.Error, OSError, asyncio.CancelledError):
                    await one.close()

    async def newest(self) -> Position:
        """The position of the newest settled event."""
        assert self._reader
        row = await (await self._reader.execute(NEWEST)).fetchone()
        return Position(int(row[0]), row[1]) if row else Position()

    async def read(self, after: Position, limit: int) -> tuple[list[Event], bool]:
        """The settled events after a position in order, and whether unsettled ones wait behind them."""
        assert self._reader
        rows = await (await self._reader.execute(READ, [str(after.tx), after.event_id, limit])).fetchall()
        settled = [row for row in rows if row[-1]]
        return [_event(row) for row in settled], len(settled) < len(rows)

    async def wait(self, seconds: float) -> bool:
        """Until something is committed to the log or the time is over; True when something was."""
        assert self._ear
        heard = False
        async for _ in self._ear.notifies(timeout=seconds, stop_after=1):
            heard = True
        async for _ in self._ear.notifies(timeout=0):
            heard = True  # one look answers all that came at once
        return heard


def _event(row: tuple[Any, ...]) -> Event:
    values = dict(zip(COLUMNS, row, strict=False))
    return Event(**values | {"tx": int(values["tx"])})
