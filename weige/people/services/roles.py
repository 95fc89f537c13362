"""Loading roles and their grants from data."""

from pathlib import Path

from django.db import transaction

from weige.kernel.models import ReferenceVersion
from weige.people.models import Grant, Role
from weige.people.rules.roles import read_roles

COLUMNS = ("role_id", "level", "verb")
SHIPPED = Path(__file__).parent.parent / "data" / "roles.toml"


def shipped_codes() -> frozenset[str]:
    """The roles that ship, without asking a database."""
    return frozenset(role.code for role in read_roles(SHIPPED.read_text(encoding="utf-8")))


@transaction.atomic
def load_roles(*, text: str | None = None) -> dict[str, Role]:
    """Makes the roles and grants of the text (default: the shipped roles.toml) true. Gives role code → Role.

    Idempotent. Grants of a role in the text are replaced; other roles stay as they are. A role the office has edited
    keeps its edits: only what this release adds or drops against the last one is added and dropped. Raises ValueError.
    """
    written = read_roles(SHIPPED.read_text(encoding="utf-8") if text is None else text)
    Role.objects.bulk_create(
        [Role(code=role.code, name_zh=role.name_zh, name_en=role.name_en) for role in written],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name_zh", "name_en"],
    )
    roles = {role.code: role for role in Role.objects.filter(code__in=[role.code for role in written])}
    edited = set(ReferenceVersion.objects.filter(table="roles").values_list("key", flat=True))
    held: dict[int, set[str]] = {}
    for role_id, level, verb in Grant.objects.filter(role__in=roles.values()).values_list(*COLUMNS):
        held.setdefault(role_id, set()).add(f"{level} {verb}")
    Grant.objects.filter(role__in=roles.values()).delete()
    grants = []
    for text_of in written:
        role = roles[text_of.code]
        wanted = {f"{level} {verb}" for verb, level in text_of.grants}
        if role.code in edited:
            was = set(role.shipped)
            kept = (held.get(role.pk, set()) - (was - wanted)) | (wanted - was)
        else:
            kept = wanted
        role.shipped = sorted(wanted)
        for pair in sorted(kept):
            level, _, verb = pair.partition(" ")
            grants.append(Grant(role=role, verb=verb, level=level))
    Role.objects.bulk_update(roles.values(), ["shipped"])
    Grant.objects.bulk_create(grants)
    return roles
