"""The API's description for programs, and a page of it for people, made of that."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from schakel.hub.web.api import Api
from schakel.hub.web.problems import KINDS, NOT_FOUND, Problem
from schakel.hub.web.reference import routes_by_tag, shapes


@require_safe
def description(_request: HttpRequest, *, api: Api) -> HttpResponse:
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"indent": 1})


@require_safe
def reference(request: HttpRequest, *, api: Api) -> HttpResponse:
    schema = api.get_openapi_schema()
    context = {
        "groups": routes_by_tag(schema),
        "shapes": list(shapes(schema)),
        "problems": sorted(KINDS.values(), key=lambda kind: (kind.status, kind.code)),
    }
    return render(request, "web/reference.html", context)


@csrf_exempt
def nowhere(_request: HttpRequest, rest: str) -> HttpResponse:
    return Problem(NOT_FOUND).response()
