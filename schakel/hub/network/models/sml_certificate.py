"""SmlCertificate: a certificate of our SMP that the SML was told of, and from when the SML knows us by it."""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from django.db import models
from django.utils import timezone


class SmlCertificateQuerySet(models.QuerySet["SmlCertificate"]):
    def accepted(self) -> "SmlCertificateQuerySet":
        return self.exclude(accepted_at=None)

    def in_force(self, at: datetime) -> "SmlCertificate | None":
        """The one by which the SML knows us at this moment; None: we do not know."""
        return self.accepted().filter(since__lte=at).order_by("-since", "-pk").first()

    def announced(self, at: datetime) -> "SmlCertificate | None":
        """The one that the SML accepted for a later day."""
        return self.accepted().filter(since__gt=at).order_by("since").first()

    def of(self, certificate: x509.Certificate) -> "SmlCertificateQuerySet":
        return self.filter(fingerprint=fingerprint(certificate))


class SmlCertificate(models.Model):
    """Written before the SML is asked, so that an answer that got lost leaves a trace: accepted_at stays empty."""

    fingerprint = models.CharField(max_length=64, unique=True)  # SHA-256 in hex, of the certificate in DER
    since = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SmlCertificateQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.fingerprint[:16]} since {self.since:%Y-%m-%d}"


def fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()
