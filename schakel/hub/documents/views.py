"""Documents: the list, one of them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def list_(request: HttpRequest) -> HttpResponse:
    return render(request, "documents/list.html")
