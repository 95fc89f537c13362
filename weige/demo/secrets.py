"""What the demonstration hands to its own simulator: logins, the one password, the devices' secrets."""

import json
import os
from pathlib import Path

from weige.demo.devices import secrets
from weige.people.models import User


def write_secrets(path: Path, password: str) -> None:
    """Writes {"password", "logins", "devices"} readable by the owner only; replaced as a whole."""
    logins = list(User.objects.exclude(username="stranger").order_by("id").values_list("username", flat=True))
    text = json.dumps({"password": password, "logins": logins, "devices": secrets()})
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.replace(path)
