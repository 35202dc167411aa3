"""Connections: the list, the office."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def list_(request: HttpRequest) -> HttpResponse:
    return render(request, "connections/list.html")


@login_required
def office(request: HttpRequest) -> HttpResponse:
    return render(request, "connections/office.html")
