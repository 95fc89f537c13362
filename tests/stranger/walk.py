"""Reading the OpenAPI description: every operation, with an address and a body that pass validation."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.stranger import enforcing, joined, objects, tagged  # noqa: F401 - they register their factories
from tests.stranger.world import BODIES, FACTORIES, QUERIES, World
from weige.config.api import api

METHODS = {"get", "post", "put", "patch", "delete"}
SAMPLES = {
    "date-time": "2026-11-20T07:22:00Z",
    "date": "2026-11-20",
    "time": "08:00:00",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "binary": "a file",
}


@dataclass(frozen=True)
class Operation:
    """One entry of the API; `spec` is its OpenAPI object."""

    method: str
    path: str
    spec: Any

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def parameters(self, where: str) -> list[Any]:
        return [found for found in self.spec.get("parameters", []) if found["in"] == where]


@cache
def schema() -> Any:
    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the API, in the order of the description."""
    return tuple(
        Operation(method.upper(), path, spec)
        for path, methods in schema()["paths"].items()
        for method, spec in methods.items()
        if method in METHODS
    )


def factory_of(operation: Operation, parameter: Any) -> Any:
    """The factory of a path parameter, or None; a parameter that lists its values needs none."""
    name = parameter["name"]
    if "enum" in parameter["schema"]:
        return lambda _: parameter["schema"]["enum"][0]
    return FACTORIES.get(f"{operation.path}:{name}", FACTORIES.get(name))


def missing(operation: Operation) -> list[str]:
    """Path parameters of the operation for which nobody makes an object."""
    return [
        f"{operation.name}: no factory for {{{found['name']}}}; write one in tests/stranger/world.py"
        for found in operation.parameters("path")
        if factory_of(operation, found) is None
    ]


def ready() -> list[Operation]:
    """The operations that can be called; the others fail a test of their own."""
    return [operation for operation in operations() if not missing(operation)]


def sample(part: Any) -> Any:
    """A smallest value that fits a JSON schema: required fields only."""
    if "$ref" in part:
        return sample(schema()["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]])
    for key in ("default", "const"):
        if key in part:
            return part[key]
    for key in ("anyOf", "oneOf", "allOf"):
        if key in part:
            return sample(part[key][0])
    if "enum" in part:
        return part["enum"][0]
    return plain(part)


def plain(part: Any) -> Any:
    """sample() of a schema that says its type."""
    match part.get("type"):
        case "object":
            return {name: sample(part["properties"][name]) for name in part.get("required", [])}
        case "array":
            return [sample(part.get("items", {})) for _ in range(part.get("minItems", 0))]
        case "integer" | "number":
            return max(part.get("minimum", 1), 1) if part.get("maximum", 1) >= 1 else part["maximum"]
        case "boolean":
            return False
        case "null":
            return None
        case _:
            return SAMPLES.get(part.get("format", ""), "text".ljust(part.get("minLength", 0), "x"))


class Walker:
    """Makes the objects of the street once and calls operations on them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.made: dict[Any, Any] = {}

    def made_by(self, factory: Any) -> Any:
        """What the factory made, made now if need be."""
        if factory not in self.made:
            self.made[factory] = factory(self.world)
        return self.made[factory]

    def address(self, operation: Operation, **query: Any) -> str:
        """The path with real ids, and what the query must hold."""
        path = operation.path
        for found in operation.parameters("path"):
            path = re.sub(rf"\{{{found['name']}\}}", str(self.made_by(factory_of(operation, found))), path)
        needed = {p["name"]: sample(p["schema"]) for p in operation.parameters("query") if p.get("required")}
        needed |= QUERIES.get(operation.name, {}) | query
        return f"{path}?{urlencode(needed)}" if needed else path

    def body(self, operation: Operation) -> tuple[bytes, str]:
        """The smallest body that passes validation, and its type."""
        content = operation.spec.get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content:
            return form(content["multipart/form-data"]["schema"]), MULTIPART_CONTENT
        guessed = sample(content["application/json"]["schema"]) if "application/json" in content else {}
        return json.dumps(BODIES.get(operation.name, guessed)).encode(), "application/json"

    def call(self, client: Client, operation: Operation, **query: Any) -> Any:
        """The answer to the operation, as this client."""
        address = self.address(operation, **query)
        if operation.method == "GET":
            return client.get(address)
        data, kind = self.body(operation)
        return client.generic(operation.method, address, data, content_type=kind)


def form(part: Any) -> bytes:
    """A multipart body with a small file for every file field."""
    if "$ref" in part:
        part = schema()["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
    fields: dict[str, Any] = {}
    for name in part.get("required", part.get("properties", {})):
        field = part["properties"][name]
        files = field.get("items", field)
        if files.get("format") == "binary" or "contentMediaType" in files:
            fields[name] = SimpleUploadedFile("small.csv", b"code\n1\n", content_type="text/csv")
        else:
            fields[name] = sample(field)
    return encode_multipart(BOUNDARY, fields)
