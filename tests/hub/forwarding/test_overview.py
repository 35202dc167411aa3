"""What waits, failed and rests is counted as each forward is judged one by one."""

from collections import Counter

import pytest
from django.utils import timezone

from schakel.hub.documents.bills.models import Bill, Effect
from schakel.hub.documents.bills.rules import BillRule
from schakel.hub.documents.models import Quarantine
from schakel.hub.forwarding.bill_effects import GOES_ON, RESTS
from schakel.hub.forwarding.models import Forward, Forwarder
from schakel.hub.forwarding.overview import OPEN, counts_of_companies, counts_of_forwarders
from tests.hub.documents import rows

HOLDS = [{}, {"holds_contested": True}, {"holds_unseen": True}, {"holds_contested": True, "holds_unseen": True}]


@pytest.fixture
def forwards(office, bakery, purchases):
    """Of each effect, looked at and not, in each state."""
    kinds = [(effect, at, state) for effect in Effect for at in (None, timezone.now()) for state in Forward.State]
    forwarder = Forwarder.objects.create(office=office, name="Package", kind="pull")
    documents = rows.documents(purchases, len(kinds))
    for document, (effect, at, state) in zip(documents, kinds, strict=True):
        Bill.objects.create(document=document, office=office, company=bakery, effect=effect, looked_at=at)
        Forward.objects.create(document=document, forwarder=forwarder, connection=purchases, state=state)
    return forwarder


@pytest.mark.parametrize("holds", HOLDS)
def test_what_rests_is_the_opposite_of_what_goes_on(forwards, bakery, holds):
    BillRule.objects.create(company=bakery, **holds)
    judged = Forward.objects.annotate(goes_on=GOES_ON)
    resting = set(Forward.objects.filter(RESTS).values_list("pk", flat=True))
    assert resting == set(judged.filter(goes_on=False).values_list("pk", flat=True))
    assert 0 < len(resting) < Forward.objects.count()


@pytest.mark.parametrize("holds", HOLDS)
def test_the_counts_are_those_of_the_rows_one_by_one(forwards, bakery, holds):
    BillRule.objects.create(company=bakery, **holds)
    for forward in Forward.objects.filter(state__in=OPEN)[::5]:
        Quarantine.objects.create(document=forward.document, reason="tried")
    found = Forward.objects.filter(state__in=OPEN).annotate(goes_on=GOES_ON)
    one_by_one = Counter(each.state if each.goes_on else "held" for each in found)
    for counts in (counts_of_forwarders([forwards.pk])[forwards.pk], counts_of_companies([bakery.pk])[bakery.pk]):
        assert Counter(queued=counts.waiting, failed=counts.failed, held=counts.held) == one_by_one
        assert counts.last is not None
