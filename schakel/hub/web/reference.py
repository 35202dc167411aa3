"""The addresses of the API: its routes, its description for programs, and a page of it for people, made of that."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from schakel.hub.web.api import Api
from schakel.hub.web.problems import KINDS, NOT_ALLOWED, NOT_FOUND, Problem

View = Callable[..., HttpResponse]
METHODS = ("get", "post", "put", "patch", "delete")


def pages(api: Api) -> list[URLPattern]:
    @require_safe
    def description(_request: HttpRequest) -> HttpResponse:
        return JsonResponse(api.get_openapi_schema(), json_dumps_params={"indent": 1})

    @require_safe
    def reference(request: HttpRequest) -> HttpResponse:
        schema = api.get_openapi_schema()
        context = {
            "groups": groups(schema),
            "shapes": list(shapes(schema)),
            "problems": sorted(KINDS.values(), key=lambda kind: (kind.status, kind.code)),
        }
        return render(request, "web/reference.html", context)

    return [
        path("", reference, name="reference"),
        path("openapi.json", description, name="openapi"),
        *(in_problems(pattern, api) for pattern in api.urls[0] if isinstance(pattern, URLPattern)),
        path("<path:rest>", nowhere, name="nowhere"),
    ]


def in_problems(pattern: URLPattern, api: Api) -> URLPattern:
    """A method that an address does not know is told as everything else is. `asks` names what it may be asked."""
    view = pattern.callback
    where = "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, *args, **kwargs)
        if answer.status_code == NOT_ALLOWED.status:
            return Problem(NOT_ALLOWED, headers={"Allow": answer["Allow"]}).response()
        return answer

    answered.asks = lambda method: api.queries().get((where, method), set())  # type: ignore[attr-defined]
    return URLPattern(pattern.pattern, answered, pattern.default_args, pattern.name)


@csrf_exempt
def nowhere(_request: HttpRequest, rest: str) -> HttpResponse:
    return Problem(NOT_FOUND).response()


@dataclass(frozen=True)
class Field:
    name: str
    place: str  # path, query, header; or the type of a property
    type: str
    required: bool
    words: str


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    summary: str
    words: str
    scope: str
    fields: list[Field]
    takes: list[str]
    gives: list[str]

    @property
    def anchor(self) -> str:
        return f"{self.method}{self.path}".lower().translate(str.maketrans("/{}", "---"))


def groups(schema: dict[str, Any]) -> list[tuple[str, list[Route]]]:
    """Each tag with its routes, in the order of the rooms."""
    found: dict[str, list[Route]] = {}
    for where, methods in schema["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                found.setdefault(operation["tags"][0], []).append(route(method, where, operation))
    return list(found.items())


def route(method: str, where: str, operation: dict[str, Any]) -> Route:
    return Route(
        method=method.upper(),
        path=where,
        summary=operation["summary"],
        words=operation.get("description", ""),
        scope=" ".join(operation["security"][0]["Key"]),
        fields=[
            Field(each["name"], each["in"], type_of(each["schema"]), each["required"], each.get("description", ""))
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


def shapes(schema: dict[str, Any]) -> Iterator[tuple[str, list[Field]]]:
    """The schemas by name, each with its properties."""
    for name, shape in sorted(schema["components"]["schemas"].items()):
        if shape.get("properties"):
            required = shape.get("required", [])
            yield (
                name,
                [
                    Field(key, "", type_of(each), key in required, each.get("description", ""))
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
