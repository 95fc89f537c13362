"""Every endpoint asks the access policy: nobody sees or does a thing because somebody forgot to ask."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from weige.config.api import api

# Endpoints that are there for people who have not said who they are yet, or that only tell one about oneself.
# The last two are what an office has told the public (docs/reference/cap.md): open by design, and only these.
OPEN = {"/auth/token", "/auth/login", "/auth/logout", "/auth/csrf", "/cap/feed", "/cap/{uuid:alert_id}.xml"}

NOT_FOUND, UNAUTHORIZED = 404, 401


def operations() -> Iterator[tuple[str, str, Any]]:
    """(method, path, operation) of the whole API."""
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    # Once its addresses are built ninja has changed both: "uuid:" is another word, slashes are gone.
                    whole = "/" + f"{prefix}/{path}".replace("uuidstr:", "uuid:").strip("/")
                    yield method, re.sub("/+", "/", whole), operation


def uses_access(view: Callable[..., Any], depth: int = 2) -> bool:
    """Whether a view takes request.auth and does something with it, itself or a helper it hands the request to."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(view)))
    if asks(tree):
        return True
    helpers = [
        view.__globals__.get(node.func.id)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if any(ast.unparse(part) == "request" for part in node.args)
    ]
    return depth > 0 and any(
        uses_access(helper, depth - 1) for helper in helpers if inspect.isfunction(helper)
    )


def asks(tree: ast.AST) -> bool:
    """Whether the code names request.auth and calls something on it or with it."""
    names = {"request.auth"}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign | ast.AnnAssign)
            and node.value
            and "request.auth" in ast.unparse(node.value)
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {ast.unparse(target) for target in targets}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            words = [ast.unparse(part) for part in [node.func, *given]]
            if any(word == name or word.startswith(f"{name}.") for word in words for name in names):
                return True
    return False


ALL = [pytest.param(op, id=f"{method} {path}") for method, path, op in operations() if path not in OPEN]


@pytest.mark.parametrize("operation", ALL)
def test_an_endpoint_asks_the_access_policy(operation: Any) -> None:
    assert uses_access(inspect.unwrap(operation.view_func)), "request.auth is neither asked nor handed on"


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p, _ in operations() if p not in OPEN])
def test_an_endpoint_needs_authentication(method: str, path: str) -> None:
    """Whoever has not said who they are gets 401, whatever they ask for."""
    address = "/api" + re.sub(r"\{(\w+:)?\w+\}", "1", path)
    answer = Client().generic(method, address, data=b"{}", content_type="application/json")
    if answer.status_code == NOT_FOUND:  # the path wants an identifier of another kind
        answer = Client().generic(method, "/api" + re.sub(r"\{(\w+:)?\w+\}", str(UUID(int=1)), path))
    assert answer.status_code == UNAUTHORIZED
