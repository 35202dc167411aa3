"""The mailbox of the demonstration."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "demonstration/mailbox.html")
