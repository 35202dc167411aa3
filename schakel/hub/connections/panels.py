"""What rooms above this one show on a company's page. They say so when they open, as with the news (ADR 0032)."""

from collections.abc import Callable

from django.http import HttpRequest

from schakel.hub.connections.models import Company

Panel = Callable[[HttpRequest, Company, bool], str]  # request, company, whether its office asks → safe HTML
panels: list[Panel] = []  # filled when the rooms open (AppConfig.ready)
