"""Errors that carry their own HTTP status and speak the user's language (RFC 9457 problem+json)."""

import dataclasses
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with the input: where (`field`, a path such as items[3].time) and what (`code`)."""

    field: str
    code: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)


class Problem(Exception):
    """An error an API client sees. `code` is a key of some module's messages.toml; `members`: what its answer
    says besides (RFC 9457, 3.2)."""

    status = 400

    def __init__(
        self, code: str, *, status: int | None = None, errors: list[FieldError] | None = None, **params: Any
    ):
        super().__init__(code)
        self.code = code
        self.params = params
        self.errors = errors or []
        self.members: dict[str, Any] = {}
        if status is not None:
            self.status = status


class NotFound(Problem):
    """Not there, or not in your area: deliberately the same answer."""

    status = 404

    def __init__(self, code: str = "not_found", **params: Any):
        super().__init__(code, **params)


class Forbidden(Problem):
    status = 403

    def __init__(self, code: str = "forbidden", **params: Any):
        super().__init__(code, **params)


class Conflict(Problem):
    status = 409


class Invalid(Problem):
    status = 422

    def __init__(self, errors: list[FieldError], code: str = "invalid", **params: Any):
        super().__init__(code, errors=errors, **params)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """code → {"zh": …, "en": …} of every module's messages.toml. Raises ValueError on a missing language."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted(Path(__file__).parent.parent.glob("*/messages.toml")):
        for code, words in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if set(words) != set(LANGUAGES):
                raise ValueError(f"{path.parent.name}/messages.toml: [{code}] needs exactly zh and en")
            if code in found:
                raise ValueError(f"{path.parent.name}/messages.toml: [{code}] stands in another module too")
            found[code] = words
    return found


def words(code: str, language: str, params: dict[str, Any]) -> str:
    """The message of a code in "zh" or "en" with its parameters filled in; an unknown code shows itself.

    A parameter {"zh": …, "en": …} is said in the language.
    """
    text = catalogue().get(code, {}).get(language, code)
    try:
        return text.format(**{name: _in(language, value) for name, value in params.items()})
    except (KeyError, IndexError):
        return text


def _in(language: str, value: Any) -> Any:
    return value[language] if isinstance(value, dict) and set(value) == set(LANGUAGES) else value


def to_json(problem: Problem, language: str) -> dict[str, Any]:
    """The problem+json body: title, detail and each field error in the language asked for."""
    return problem.members | {
        "type": f"urn:weige:problem:{problem.code}",
        "title": words(problem.code, language, problem.params),
        "status": problem.status,
        "code": problem.code,
        "detail": words(problem.code, language, problem.params),
        "errors": [
            {"field": e.field, "code": e.code, "message": words(e.code, language, e.params)}
            for e in problem.errors
        ],
    }
