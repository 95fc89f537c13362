"""Loading roles and their grants from data."""

from pathlib import Path

from django.db import transaction

from weige.people.models import Grant, Role
from weige.people.rules.roles import read_roles

SHIPPED = Path(__file__).parent.parent / "data" / "roles.toml"


@transaction.atomic
def load_roles(*, text: str | None = None) -> dict[str, Role]:
    """Makes the roles and grants of the text (default: the shipped roles.toml) true. Gives role code → Role.

    Idempotent. Grants of a role in the text are replaced; other roles stay as they are. Raises ValueError.
    """
    written = read_roles(SHIPPED.read_text(encoding="utf-8") if text is None else text)
    Role.objects.bulk_create(
        [Role(code=role.code, name_zh=role.name_zh, name_en=role.name_en) for role in written],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_zh", "name_en"],
    )
    roles = {role.code: role for role in Role.objects.filter(code__in=[role.code for role in written])}
    Grant.objects.filter(role__in=roles.values()).delete()
    Grant.objects.bulk_create(
        Grant(role=roles[role.code], verb=verb, level=level)
        for role in written
        for verb, level in sorted(role.grants)
    )
    return roles
