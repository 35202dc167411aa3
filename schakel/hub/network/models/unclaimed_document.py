"""UnclaimedDocument: one that a provider told of in a queue, for a company that nobody here had in that account."""

from django.db import models
from django.utils import timezone

from schakel.hub.due import Due


class UnclaimedDocument(Due):
    """Taken off the queue, which it would hold up; due when it is looked again whether its receiver is served here. What is in
    it stays with the provider."""

    fingerprint = models.CharField(max_length=64)  # of the account, as ProviderAccount has it
    document = models.CharField(max_length=200)  # the provider's own id, by which it is fetched
    receiver = models.CharField(max_length=150)  # `0208:0738401117`, lower case
    document_type = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fingerprint", "document"], name="once_per_account_and_document")
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.receiver}"
