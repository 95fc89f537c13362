"""DATABASE_URL → Django's DATABASES entry."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


def parse(url: str, pool: int = 0, prepare: int = 0) -> dict[str, Any]:
    """Reads postgresql://user:password@host:port/name?host=/socket/dir.

    pool: most connections kept for the threads of a web server (each request runs in a thread of its own, and
    without a pool would open its own connection); 0: one lasting connection a thread, for workers and commands.
    prepare: from which time on a statement that comes with its values beside it (weige.kernel.lean) is prepared by
    the database; 0: never. Empty text gives an entry that fails clearly on first use. Raises ValueError for another
    scheme.
    """
    parts = urlsplit(url or "postgresql://unset@/unset")
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"DATABASE_URL: scheme must be postgresql, not {parts.scheme!r}")
    query: dict[str, Any] = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", None) or unquote(parts.hostname or "")
    query["prepare_threshold"] = prepare - 1 if prepare else None
    if pool:
        query["pool"] = {"min_size": 2, "max_size": pool, "timeout": 10, "max_idle": 300}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }
