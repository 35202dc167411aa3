"""KboEnterprise: what the public register of enterprises says of one; KboExtract: of which day that is.

Source: KBO Open Data (FPS Economy), cookbook R018, the full file.
"""

from django.db import models


class KboEnterprise(models.Model):
    """An active enterprise: its name and the address of its seat, as far as the public file has them."""

    number = models.CharField(max_length=10, primary_key=True)  # ten digits
    name = models.CharField(max_length=320)
    street = models.CharField(max_length=250, blank=True)  # with house number and box
    post_code = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=200, blank=True)
    in_others = models.JSONField(default=dict)  # language → the texts that differ in it: {"fr": {"city": "Gand"}}

    def __str__(self) -> str:
        return self.name


class KboExtract(models.Model):
    """A file that was imported, or whose import was cut off; the newest counts."""

    number = models.PositiveIntegerField(unique=True)  # ExtractNumber
    day = models.DateField()  # SnapshotDate: the file tells how the register was on this day
    begun_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.number} ({self.day:%Y-%m-%d})"
