"""The address of the list of documents in one state, for rooms that link to it."""

from urllib.parse import urlencode

from django.urls import reverse


def documents_in(state: str, company: int | None = None) -> str:
    asked: dict[str, str | int] = {"state": state}
    return f"{reverse('documents:list')}?{urlencode(asked | ({'company': company} if company else {}))}"
