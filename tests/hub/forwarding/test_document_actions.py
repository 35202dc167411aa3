"""Forwarding, holding and releasing many documents at once."""

import pytest

from schakel.hub.connections.models import Connection
from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.registry import find_action
from schakel.hub.documents.actions.start import start
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.forwarding.dispatcher import dispatch_new
from schakel.hub.forwarding.document_hold import hold
from schakel.hub.forwarding.models import Dispatch, Forward, Forwarder, Route
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import invoice


@pytest.fixture
def ledger(office, alice) -> Forwarder:
    return Forwarder.objects.create(office=office, name="Ledger", kind="pull", created_by=alice)


@pytest.fixture
def four(purchases, ledger) -> list[Document]:
    """Waiting, failed, forwarded, held back."""
    Route.objects.create(forwarder=ledger, connection=purchases, since="2020-01-01T00:00Z")
    made = [file(invoice(number=f"A-{n}"), Way.COMMAND).documents[0] for n in range(4)]
    dispatch_new()
    Forward.objects.filter(document=made[1]).update(state="failed", due_at=None)
    Forward.objects.filter(document=made[2]).update(state="sent", due_at=None)
    Dispatch.record_export(made[2].pk)
    hold(made[3], made[3].connection.company.office.members.first().user)
    return made


def run(user, code: str, documents) -> dict[str, int]:
    begun = start(code, "", by=user, ticked=[each.pk for each in documents], query="")
    begun = BulkAction.objects.get(pk=begun.pk)
    assert begun.ended_at
    return {"done": begun.done, **begun.skipped}


def states(documents) -> list[str]:
    return [Forward.objects.get(document=each).state for each in documents]


def test_what_is_not_there_leaves_now(alice, four):
    assert run(alice, "forward", four) == {"done": 2, "there": 1, "held": 1}
    assert states(four) == ["queued", "queued", "sent", "held"]
    assert list(Forward.objects.order_by("document").values_list("edition", flat=True)) == [1, 1, 1, 1]


def test_what_is_there_goes_again_as_another_edition(alice, four):
    assert run(alice, "forward_again", four) == {"done": 3, "held": 1}
    assert states(four) == ["queued", "queued", "queued", "held"]
    assert Forward.objects.get(document=four[2]).edition == 2


def test_what_is_held_back_and_released(alice, four):
    assert run(alice, "hold", four) == {"done": 2, "there": 1, "already": 1}
    assert states(four) == ["held", "failed", "sent", "held"]
    assert run(alice, "forward", four) == {"done": 0, "there": 1, "held": 3}
    assert run(alice, "release", four) == {"done": 3, "already": 1}
    assert states(four)[0] == "queued"


def test_a_company_without_a_forwarder_is_named_as_such(alice, sales, four):
    from tests.hub.documents.ubl import party

    sale = file(invoice(seller=party("Bakery", "0738401117"), buyer=party("Hotel", "0899965307")), Way.COMMAND)
    own = [each for each in sale.documents if each.connection.side == Connection.Side.SALES]
    assert run(alice, "forward", own) == {"done": 0, "no_route": 1}


def test_G01_a_client_is_offered_none_of_it_and_the_action_asks_itself(clara, held, four):
    for code in ("forward", "forward_again", "hold", "release"):
        assert find_action(code, clara) is None
        told = {"action": code, "document": [four[0].pk], "confirmed": "1"}
        assert signed_in(clara).post("/documents/actions/", told).status_code == 404
    assert "Forward now" not in signed_in(clara).get("/documents/").text
    assert states(four) == ["queued", "failed", "sent", "held"]


@pytest.mark.parametrize("code", ["forward", "forward_again", "hold", "release"])
def test_G01_who_works_in_another_office_and_reads_as_a_client_forwards_nothing(
    diane, other_office, purchases, four, code
):
    purchases.accesses.create(user=diane)
    assert run(diane, code, four) == {"done": 0, "not_ours": 4}
    assert states(four) == ["queued", "failed", "sent", "held"]


def test_a_question_comes_first_for_it_leaves_the_house(alice, four):
    told = {"action": "forward_again", "document": [four[2].pk]}
    answer = signed_in(alice).post("/documents/actions/", told)
    assert "may be booked twice" in answer.text
    assert states(four)[2] == "sent"
    answer = signed_in(alice).post("/documents/actions/", told | {"confirmed": "1"}, follow=True)
    assert "Forward again: done for 1 document." in answer.text
