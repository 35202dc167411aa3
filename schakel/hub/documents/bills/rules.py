"""What a company, or its office for all of them, asks of its bills: how long it has to contest one, and what waits.

The options of a company hold back what would go to bookkeeping; `effects` reads them when it is asked, so a change counts at
once for all that has not left.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.models import Company, Office

DAYS = 14  # unless its company or office says otherwise
MOST_DAYS = 90
IN_DAYS = (MinValueValidator(1), MaxValueValidator(MOST_DAYS))


class OfficeBillRule(models.Model):
    office = models.OneToOneField(Office, models.CASCADE, primary_key=True, related_name="bill_rule")
    contest_days = models.PositiveSmallIntegerField(_("days to contest an invoice"), default=DAYS, validators=IN_DAYS)

    def __str__(self) -> str:
        return f"{self.office}: {self.contest_days}"


class BillRule(models.Model):
    company = models.OneToOneField(Company, models.CASCADE, primary_key=True, related_name="bill_rule")
    contest_days = models.PositiveSmallIntegerField(
        _("days to contest an invoice"), null=True, blank=True, validators=IN_DAYS
    )  # null: as its office
    holds_contested = models.BooleanField(_("forward no invoice while it is contested"), default=False)
    holds_unseen = models.BooleanField(_("forward nothing before somebody has looked at it"), default=False)

    def __str__(self) -> str:
        return f"{self.company}: {self.contest_days}"


RELATED = ("company__bill_rule", "company__office__bill_rule")  # of a connection: what the days are read from


def with_rules(connection: str = "connection") -> Iterable[str]:
    """For `select_related` of rows that reach a connection by this name."""
    return [f"{connection}__{each}" for each in RELATED]


def rule_of(company: Company) -> BillRule:
    """As kept, or that of a company that asks nothing."""
    try:
        return company.bill_rule
    except ObjectDoesNotExist:
        return BillRule(company=company)


def office_days(office: Office) -> int:
    try:
        return office.bill_rule.contest_days
    except ObjectDoesNotExist:
        return DAYS


def contest_days(company: Company) -> int:
    return rule_of(company).contest_days or office_days(company.office)


def last_day(received: date, company: Company) -> date:
    """The last day on which a bill that came on this day can be contested in time."""
    days = timedelta(days=contest_days(company))
    return received + days if received < date.max - days else date.max
