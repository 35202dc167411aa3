"""Inbox: that of one account at a provider, due when it is to be looked into."""

from django.db import models

from schakel.hub.due import Due


class Inbox(Due):
    account = models.CharField(max_length=40, unique=True)  # `recommand-1`

    def __str__(self) -> str:
        return self.account
