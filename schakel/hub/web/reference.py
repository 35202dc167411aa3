"""What the page of the API shows: routes and shapes, read from its description for programs (OpenAPI)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class DescribedField:
    name: str
    place: str  # path, query, header; or the type of a property
    type: str
    required: bool
    words: str


@dataclass(frozen=True)
class DescribedRoute:
    method: str
    path: str
    summary: str
    words: str
    scope: str
    fields: list[DescribedField]
    takes: list[str]
    gives: list[str]

    @property
    def anchor(self) -> str:
        return f"{self.method}{self.path}".lower().translate(str.maketrans("/{}", "---"))


def routes_by_tag(schema: dict[str, Any]) -> list[tuple[str, list[DescribedRoute]]]:
    """Each tag with its routes, in the order of the rooms."""
    found: dict[str, list[DescribedRoute]] = {}
    for where, methods in schema["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                found.setdefault(operation["tags"][0], []).append(route(method, where, operation))
    return list(found.items())


def route(method: str, where: str, operation: dict[str, Any]) -> DescribedRoute:
    return DescribedRoute(
        method=method.upper(),
        path=where,
        summary=operation["summary"],
        words=operation.get("description", ""),
        scope=" ".join(operation["security"][0]["Key"]),
        fields=[
            DescribedField(
                each["name"], each["in"], type_of(each["schema"]), each["required"], each.get("description", "")
            )
            for each in operation["parameters"]
        ],
        takes=contents(operation.get("requestBody", {})),
        gives=[
            f"{status} {content}"
            for status, answer in operation["responses"].items()
            if int(status) < 400
            for content in contents(answer) or [""]
        ],
    )


def contents(part: dict[str, Any]) -> list[str]:
    return [
        media if said.get("schema", {}).get("format") == "binary" else type_of(said["schema"])
        for media, said in part.get("content", {}).items()
    ]


def shapes(schema: dict[str, Any]) -> Iterator[tuple[str, list[DescribedField]]]:
    """The schemas by name, each with its properties."""
    for name, shape in sorted(schema["components"]["schemas"].items()):
        if shape.get("properties"):
            required = shape.get("required", [])
            yield (
                name,
                [
                    DescribedField(key, "", type_of(each), key in required, each.get("description", ""))
                    for key, each in shape["properties"].items()
                ],
            )


def type_of(schema: dict[str, Any]) -> str:
    """In a few words: `list of DocumentOut`, `string (date)`, `integer or null`."""
    if ref := schema.get("$ref"):
        return str(ref).rsplit("/", 1)[-1]
    if several := schema.get("anyOf"):
        return " or ".join(type_of(each) for each in several)
    if values := schema.get("enum"):
        return " | ".join(str(value) for value in values if value != "")
    if schema.get("type") == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    form = f" ({schema['format']})" if "format" in schema else ""
    return f"{schema.get('type', 'any')}{form}"
