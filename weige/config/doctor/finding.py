"""What an examination found."""

from dataclasses import dataclass, field
from enum import StrEnum

from weige.config.words import say


class Level(StrEnum):
    """ok: looked at and well. warning: works, but look after it. error: something does not work or is not safe."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """`code`: a key "doctor_<code>" of words.toml; `params` fill its sentence."""

    code: str
    level: Level = Level.ERROR
    params: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return say(f"doctor_{self.code}", **self.params)

    def as_json(self) -> dict[str, object]:
        """For --json: code, level, text in the user's language, and the parameters as text or numbers."""
        plain = {k: v if isinstance(v, int | float | bool) else str(v) for k, v in self.params.items()}
        return {"code": self.code, "level": str(self.level), "text": self.text, "params": plain}


def good(code: str, **params: object) -> Finding:
    return Finding(code, Level.OK, params)


def warning(code: str, **params: object) -> Finding:
    return Finding(code, Level.WARNING, params)


def error(code: str, **params: object) -> Finding:
    return Finding(code, Level.ERROR, params)
