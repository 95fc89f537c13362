"""The order of the examinations: a later one is left out where an earlier one makes it pointless."""

from collections.abc import Iterator
from dataclasses import dataclass

from weige.config.doctor import place
from weige.config.doctor.finding import Finding, Level, error, good
from weige.config.installation import Installation, check_server
from weige.config.trouble import Trouble
from weige.config.words import say


@dataclass(frozen=True)
class Report:
    """All findings in order."""

    findings: list[Finding]

    @property
    def healthy(self) -> bool:
        """No errors; warnings are allowed."""
        return all(finding.level is not Level.ERROR for finding in self.findings)


def examine(installation: Installation, port: int) -> Report:
    """Looks at everything. Changes nothing, except that an embedded database is started for the look and stopped."""
    return Report(list(all_findings(installation, port)))


def all_findings(installation: Installation, port: int) -> Iterator[Finding]:
    yield from place.front_end()
    if not installation.data.is_dir():
        yield from place.port(installation, port)
        if not installation.external_url:
            yield good("nothing_here", folder=installation.data)
            return
    else:
        yield from place.permissions(installation)
        yield from place.disk(installation)
        yield from place.port(installation, port)
        if not installation.external_url and not (installation.data / "pg" / "PG_VERSION").exists():
            yield good("nothing_here", folder=installation.data)
            return
    try:
        running = place.running(installation)
        with installation.database("doctor"):
            yield from inside(installation, running=running)
    except Trouble as trouble:
        yield error("trouble", trouble=trouble.code, text=say(trouble.code, **trouble.params))


def inside(installation: Installation, *, running: bool) -> Iterator[Finding]:
    """With the database at hand."""
    major = check_server(installation.url)
    yield good("database", major=major)
    installation.setup_django()
    from weige.config.doctor import contents  # Django's settings are read only now
    from weige.config.installation import close_connections

    try:
        if left := contents.unfinished_restore():
            yield error("restore_unfinished", schema=left)
        waiting, strange = contents.migrations_state()
        if strange:
            yield error("database_newer", names=", ".join(strange[:3]))
        if waiting:
            yield error("migrations_missing", count=len(waiting), names=", ".join(waiting[:3]))
        if not waiting and not strange:
            yield from contents.all_findings(running=running)
    finally:
        close_connections()
