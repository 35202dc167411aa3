"""The frame of the API: how every room's routes answer, fail, page and describe themselves."""

import logging
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from schakel.hub import storage_failure
from schakel.hub.web import faults
from schakel.hub.web.paging import page
from schakel.hub.web.problems import FAILED, INVALID, MALFORMED, MEDIA_TYPE, NOT_FOUND, TOO_LARGE, Problem
from schakel.hub.web.unavailable import is_unavailable

COUNTED = 1000  # beyond this a count is no longer exact
LARGEST_ID = 2**63 - 1
Wanted = Annotated[int, Field(ge=1, le=LARGEST_ID)] | SkipJsonSchema[None]  # an id that may be left out
BINARY = {"type": "string", "format": "binary"}

log = logging.getLogger(__name__)
T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Paging(Schema):
    """Where a page begins and how long it is."""

    after: str = Field("", description="`next` of the page before; empty: the first page")
    limit: int = Field(50, ge=1, description="rows on a page; more than 200 counts as 200")


class Listed(BaseModel, Generic[T]):
    """A page of rows, newest first unless said otherwise."""

    items: list[T]
    next: str | None = Field(description="give it as `after` for the page that follows; null: this is the last one")
    count: int = Field(description=f"rows on all pages together, counted up to {COUNTED}")
    count_is_exact: bool = Field(description="false: there are more than `count`")


class Said(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str = Field(description="for the program; the reference lists them all")
    detail: str = Field(description="for the reader, in the language of Accept-Language: nl, fr, en or de")
    request_id: str | None = Field(None, description="of a fault of ours: by which the operator finds it in the log")


def listed(rows: QuerySet[M], paging: Paging, *, order: tuple[str, ...], count: int | None = None) -> dict[str, Any]:
    """A Listed of these rows: keyset paging, so that the last page costs what the first does. `count`: where it is known,
    more than COUNTED for more."""
    found = page(rows, order=order, after=paging.after, size=paging.limit, keys_first=True)
    if count is None:
        count = rows.order_by()[: COUNTED + 1].count()
    return {
        "items": found.rows,
        "next": found.next or None,
        "count": min(count, COUNTED),
        "count_is_exact": count <= COUNTED,
    }


def body(request: HttpRequest, most: int) -> bytes:
    """The bytes of the request. Raises Problem: none, or more than `most`."""
    data = request.read(most + 1)
    if len(data) > most:
        raise Problem(TOO_LARGE)
    return data


def require_known_query(request: HttpRequest) -> None:
    """A filter that is misspelt would show too much: it is refused. Raises Problem."""
    known = request.resolver_match.func.asks(request.method)  # type: ignore[union-attr]  # a route of ours
    if unknown := sorted(set(request.GET) - known):
        errors = [{"at": f"query.{name[:100]}", "why": "the reference does not know it"} for name in unknown]
        raise Problem(INVALID, errors=errors)


def bytes_in(*media_types: str) -> dict[str, Any]:
    """For the description of a route: it takes a file as it is. What it is, its bytes tell, so that a program that knows
    one binary type sends it as that."""
    return {"requestBody": {"required": True, "content": binary(*media_types)}}


def bytes_out(*media_types: str) -> dict[str, Any]:
    """For the description of a route: it gives a file, under the type of its own in Content-Type."""
    return {"responses": {200: {"description": "The file", "content": binary(*media_types)}}}


def binary(*media_types: str) -> dict[str, Any]:
    """One type that every generator of clients takes for bytes, first; then those there are."""
    return {each: {"schema": BINARY} for each in dict.fromkeys(("application/octet-stream", *media_types))}


class Api(NinjaAPI):
    """Every error is a problem, and every route says which ones it knows."""

    def set_default_exception_handlers(self) -> None:
        self.add_exception_handler(Exception, failed)
        self.add_exception_handler(Problem, problem)
        self.add_exception_handler(Http404, not_found)
        self.add_exception_handler(ValidationError, invalid)
        self.add_exception_handler(HttpError, malformed)
        self.add_exception_handler(RequestDataTooBig, too_large)

    def get_openapi_schema(self, **told: Any) -> Any:
        schema = super().get_openapi_schema(**told)
        schema["components"]["schemas"]["Problem"] = Said.model_json_schema()
        scopes = dict(self.scopes())
        for methods in schema["paths"].values():
            for operation in methods.values():
                operation["responses"] |= dict.fromkeys(problems_of(operation), PROBLEM)
                operation["security"] = [{"Key": scopes[operation["operationId"]]}]
        return schema

    @cache  # noqa: B019 -- there is one, as long as the process
    def queries(self) -> dict[tuple[str, str], set[str]]:
        """The names in the query that each path and method knows."""
        return {
            (path, method.upper()): {each["name"] for each in told["parameters"] if each["in"] == "query"}
            for path, methods in self.get_openapi_schema()["paths"].items()
            for method, told in methods.items()
        }

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def scopes(self) -> Iterator[tuple[str, list[str]]]:
        """What each route asks of a key; OpenAPI 3.1 has room for it."""
        for router in self._get_bound_routers():
            for view in router.path_operations.values():
                for operation in view.operations:
                    asked = [getattr(each, "scope", None) for each in operation.auth_callbacks]
                    yield self.get_openapi_operation_id(operation), [str(scope) for scope in asked if scope]


PROBLEM = {
    "description": "A problem",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def problems_of(operation: dict[str, Any]) -> set[int]:
    """What can go wrong with any route of this shape, and what it names itself."""
    found = {status for status in operation["responses"] if status >= 400} | {400, 500, 503}
    if operation.get("security"):
        found |= {401, 403, 422, 429}
    if any(each["in"] == "path" for each in operation["parameters"]):
        found |= {404}
    return found | ({413} if "requestBody" in operation else set())


def problem(_request: HttpRequest, fault: Any) -> HttpResponse:
    answer: HttpResponse = fault.response()
    return answer


def not_found(request: HttpRequest, _fault: Any) -> HttpResponse:
    return problem(request, Problem(NOT_FOUND))


def malformed(request: HttpRequest, _fault: Any) -> HttpResponse:
    return problem(request, Problem(MALFORMED))


def too_large(request: HttpRequest, _fault: Any) -> HttpResponse:
    return problem(request, Problem(TOO_LARGE))


def invalid(request: HttpRequest, fault: Any) -> HttpResponse:
    """`errors` names each place; what is wrong there is told in English, for who writes the program."""
    errors = [{"at": ".".join(str(part) for part in one["loc"]), "why": one["msg"]} for one in fault.errors]
    return problem(request, Problem(INVALID, errors=errors))


def failed(request: HttpRequest, fault: Any) -> HttpResponse:
    storage_failure.end_if_lost(fault)
    if is_unavailable(fault):
        return faults.unavailable(request, fault)
    log.error("%s %s", request.method, request.path, exc_info=fault)
    return problem(request, Problem(FAILED))
