"""The API's own description: how every operation refuses, and one name for one shape."""

import json
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457; the words are in the reader's language",
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "properties": dict.fromkeys(("type", "title", "code", "detail"), TEXT)
    | {
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": dict.fromkeys(("field", "code", "message"), TEXT),
            },
        },
    },
}
REFUSALS = {
    "description": "Refused; `code` and `errors` say why",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


REF = "#/components/schemas/"


class DescribedAPI(NinjaAPI):
    """A NinjaAPI whose description says how every operation refuses."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        if path_prefix is None:
            path_prefix = self.get_root_path(path_params or {})
        schema = Description(self, path_prefix)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        for operations in schema["paths"].values():
            for operation in operations.values():
                operation["responses"]["4XX"] = REFUSALS
        return schema


class Description(OpenAPISchema):
    """Modules name their shapes without asking one another: a name that is taken gets a number."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self.shapes: dict[str, str] = {}
        self.names: dict[str, str] = {}
        super().__init__(api, path_prefix)

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        self.names = {name: self.name_of(name, definitions) for name in definitions}
        super().add_schema_definitions(
            {self.names[name]: renamed(shape, self.names) for name, shape in definitions.items()}
        )

    def name_of(self, name: str, definitions: dict[str, Any]) -> str:
        """The name under which this very shape, with all that it refers to, stands or may stand."""
        shape = json.dumps(whole(name, definitions, ()), sort_keys=True, default=str)
        number, found = 1, name
        while self.shapes.setdefault(found, shape) != shape:
            number += 1
            found = f"{name}{number}"
        return found

    def _create_schema_from_model(self, model: Any, *given: Any, **named: Any) -> tuple[dict[str, Any], bool]:
        self.names = {}
        schema, required = super()._create_schema_from_model(model, *given, **named)
        return renamed(schema, self.names), required


def whole(name: str, definitions: dict[str, Any], above: tuple[str, ...]) -> Any:
    """A shape with the shapes it refers to in their places."""
    if name in above or name not in definitions:
        return name

    def filled(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return whole(part["$ref"].removeprefix(REF), definitions, (*above, name))
            return {key: filled(value) for key, value in part.items()}
        return [filled(one) for one in part] if isinstance(part, list) else part

    return filled(definitions[name])


def renamed(part: Any, names: dict[str, str]) -> Any:
    """The same with every reference by its new name."""
    if isinstance(part, list):
        return [renamed(one, names) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: REF + names.get(value.removeprefix(REF), value.removeprefix(REF))
        if key == "$ref" and isinstance(value, str)
        else renamed(value, names)
        for key, value in part.items()
    }
