"""Whether the database's tables are those of this release, and making them so."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def missing() -> list[str]:
    """Names of migrations not yet applied, as "app.0001_name"."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unknown() -> list[str]:
    """Applied migrations this release does not know: the database was used by a newer Weige."""
    loader = MigrationExecutor(connection).loader
    return sorted(
        f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in loader.graph.nodes
    )


def apply() -> None:
    """Brings the tables up to this release; each migration is a transaction, so an interrupted run goes on."""
    call_command("migrate", verbosity=0, interactive=False)
