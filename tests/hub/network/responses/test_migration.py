"""What was answered before there were bills (migration 0014)."""

from importlib import import_module

import pytest
from django.apps import apps

from schakel.einvoice.responses import Clarification
from schakel.hub.documents.bills.models import Bill, BillAnswer, Effect
from schakel.hub.documents.bills.read import read_new
from schakel.hub.network.models import Answer
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.network.responses.send import MEANING, send_answer

migration = import_module("schakel.hub.network.migrations.0014_answers_of_bills")
WHY = (Clarification("PRI", text="12 instead of 10"),)
pytestmark = pytest.mark.django_db


def test_the_last_answer_given_counts_for_its_bill(bill, alice):
    assert isinstance(send_answer(bill, AnswerStatus.UNDER_QUERY, by=alice, clarifications=WHY), Answer)
    Bill.objects.update(answer="", effect=Effect.COUNTS, is_read=False)  # as the migration of documents leaves them
    migration.bring_answers_along(apps, None)
    assert Bill.objects.get(document=bill).answer == BillAnswer.CONTESTED
    read_new()
    assert Bill.objects.get(document=bill).effect == Effect.CONTESTED


def test_it_means_what_new_ones_mean():
    """An old acceptance only ends the time to contest, which is over for what came before there were bills."""
    counts_less = {status: answer for status, answer in MEANING.items() if answer != BillAnswer.ACCEPTED}
    assert {status.value: answer.value for status, answer in counts_less.items()} == migration.MEANING
