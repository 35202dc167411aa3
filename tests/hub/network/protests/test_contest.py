"""Contesting an invoice: reasons with their codes, the answer over the network and the mail to its seller, once, with proof."""

import io
import zipfile

import pytest
from django.core import mail
from django.utils import timezone

from schakel.einvoice import response_rules, responses
from schakel.hub.connections.models import Access, Role
from schakel.hub.documents import store
from schakel.hub.documents.filing import file
from schakel.hub.documents.models import Document, Way
from schakel.hub.network.models import Answer, Protest
from schakel.hub.network.outbound import worker as outbound
from schakel.hub.network.protests import contest as contesting
from schakel.hub.network.protests.contest import ProtestRequest, contest, withdraw
from schakel.hub.network.protests.reasons import CODES, ProtestReason
from schakel.hub.network.protests.send import record_bounce, send_protests
from schakel.hub.network.responses import send as responses_out
from schakel.hub.web.bounces import Bounce
from schakel.peppol import sbdh
from schakel.peppol.identifiers import ProcessId
from tests.hub.conftest import signed_in
from tests.hub.documents.ubl import invoice, party
from tests.hub.network.world import THE_MILL

pytestmark = pytest.mark.django_db
MILL = "billing@mill.example"
PRICE = {"says": "UQ", "reasons": ["price"], "text": "We agreed on 10.", "email": MILL, "language": "nl"}


def ask(says: str = "UQ", *reasons: str, **told) -> ProtestRequest:
    return ProtestRequest(Protest.Says(says), reasons=reasons or ("price",), **{"email": MILL, "language": "nl"} | told)


def effect(document: Document) -> str:
    return Document.objects.get(pk=document.pk).bill.effect


@pytest.fixture
def mill_takes_answers(peer):
    peer.publish(THE_MILL, kind=responses_out.DOCUMENT_TYPE, process=ProcessId(responses.PROCESS))
    return peer


@pytest.mark.parametrize("says", ["UQ", "CA", "RE"])
@pytest.mark.parametrize("reason", ProtestReason.values)
def test_every_reason_becomes_an_answer_by_the_rules_of_the_network(bill, alice, reason, says):
    made = contest(bill, ask(says, reason, text="See our order."), by=alice)
    assert effect(bill) == ("refused" if says == "RE" else "contested")
    assert made.answer.status == says
    assert response_rules.judge(store.read(made.answer.sha256)) == []
    codes = [each["code"] for each in made.answer.clarifications]
    assert codes[0] == CODES[reason].reason
    assert codes[1:] == list(CODES[reason].rejected if says == "RE" else CODES[reason].asked)


def test_contested_on_the_page_the_seller_gets_an_answer_and_a_mail_in_their_language(
    bill, clara, held, mill_takes_answers
):
    client = signed_in(clara)
    assert "Contest by" in client.get(f"/documents/{bill.pk}/").text
    assert client.post(f"/documents/{bill.pk}/protests", PRICE).status_code == 302
    outbound.send_queued()
    send_protests()
    (taken,) = mill_takes_answers.taken
    assert responses.read(sbdh.unwrap(taken.envelope).document).status == "UQ"
    (told,) = mail.outbox
    assert (told.to, told.reply_to) == ([MILL], [clara.email])
    assert told.subject == "Wij betwisten uw factuur 2026-1184 (Bakery Cornflower)"
    assert "We agreed on 10." in told.body
    assert "De prijs is fout" in told.body
    page = client.get(f"/documents/{bill.pk}/").text
    assert "E-mail to billing@mill.example: sent" in page
    assert "Contest by" not in page
    assert "Scan with your bank app" not in page


@pytest.mark.parametrize("char", ["\x0b", "\x01", "\x1f", "\ufffe"])
def test_what_was_pasted_from_a_word_processor_goes_over_peppol_too(bill, alice, char):
    client = signed_in(alice)
    other = {**PRICE, "reasons": ["other"], "text": char}
    assert "what you mean by" in client.post(f"/documents/{bill.pk}/protests", other).text
    client.post(f"/documents/{bill.pk}/protests", {**PRICE, "text": f"We agreed{char} on 10."})
    made = Protest.objects.get()
    assert made.text.replace("\n", "") == "We agreed on 10."
    assert made.answer.clarifications[0]["text"] == made.text


def test_nothing_is_sent_before_the_letter_was_looked_at(bill, alice):
    answer = signed_in(alice).post(f"/documents/{bill.pk}/protests", {**PRICE, "preview": "1"})
    assert "Wij betwisten de onderstaande factuur" in answer.text
    assert not Protest.objects.exists()
    assert not Answer.objects.exists()


def test_where_the_network_takes_no_answers_the_mail_goes_all_the_same_and_the_page_says_so(bill, alice):
    contest(bill, ask(), by=alice)
    outbound.send_queued()
    send_protests()
    assert len(mail.outbox) == 1
    assert (
        "takes no answers over Peppol: the e-mail goes all the same"
        in signed_in(alice).get(f"/documents/{bill.pk}/").text
    )


def test_an_invoice_without_an_address_on_the_network_is_contested_by_mail_alone(purchases, alice):
    nowhere = file(invoice(seller=party("Mill", "0899965307", endpoint="-")), Way.UPLOAD).documents[0]
    assert contest(nowhere, ask(email=""), by=alice) is contesting.NOWHERE
    assert effect(nowhere) == "counts"
    made = contest(nowhere, ask(), by=alice)
    assert (made.answer, effect(nowhere)) == (None, "contested")
    assert "the e-mail alone counts" in signed_in(alice).get(f"/documents/{nowhere.pk}/").text


def test_an_invoice_that_was_accepted_is_still_contested_by_mail(bill, alice):
    responses_out.send_answer(bill, responses_out.AnswerStatus.ACCEPTED, by=alice)
    made = contest(bill, ask(), by=alice)
    assert (made.answer, effect(bill)) == (None, "contested")


def test_taken_back_it_counts_again_and_the_seller_hears_it(bill, alice):
    first = contest(bill, ask(), by=alice)
    client = signed_in(alice)
    assert "Take back" in client.get(f"/documents/{bill.pk}/").text
    client.post(f"/documents/{bill.pk}/protests/withdrawal", {"after": first.pk})
    send_protests()
    assert effect(bill) == "counts"
    assert [told.subject for told in mail.outbox][
        1
    ] == "Wij trekken onze betwisting van uw factuur 2026-1184 in (Bakery Cornflower)"
    assert Answer.objects.order_by("-pk").first().status == "IP"
    kinds = list(bill.events.values_list("kind", flat=True))
    assert (kinds.count("protest_mailed"), kinds.count("withdrawal_mailed")) == (1, 1)


def test_what_was_refused_as_not_ours_is_taken_back_too(bill, alice):
    client = signed_in(alice)
    client.post(f"/documents/{bill.pk}/not-ours")
    assert effect(bill) == "refused"
    client.post(f"/documents/{bill.pk}/protests/withdrawal", {"after": ""})
    assert effect(bill) == "counts"
    assert withdraw(bill, after=Protest.objects.get().pk, by=alice) is contesting.NOT_CONTESTED


def test_of_two_who_contest_at_once_the_second_is_told(bill, alice, bob):
    assert isinstance(contest(bill, ask(), by=alice), Protest)
    answer = signed_in(bob).post(f"/documents/{bill.pk}/protests", PRICE)
    assert answer.status_code == 422
    assert "Somebody contested it, or took that back, a moment before" in answer.text
    assert Protest.objects.count() == Answer.objects.count() == 1
    again = contest(bill, ask("RE", after=Protest.objects.get().pk), by=bob)
    assert (again.answer.status, effect(bill)) == ("RE", "refused")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"reasons": []}, "Choose at least one reason."),
        ({"reasons": ["other"], "text": ""}, "what you mean by"),
        ({"says": "CA", "text": ""}, "on which condition"),
        ({"email": "no"}, "valid email"),
        ({"says": "AP"}, "valid choice"),
        ({"reasons": ["because"]}, "valid choice"),
    ],
)
def test_the_form_says_what_is_missing_and_nothing_leaves(bill, alice, told, said):
    answer = signed_in(alice).post(f"/documents/{bill.pk}/protests", {**PRICE, **told})
    assert (answer.status_code, said in answer.text) == (422, True)
    assert not Protest.objects.exists()


def test_the_proof_is_one_file(bill, alice, diane, mill_takes_answers):
    made = contest(bill, ask(), by=alice)
    outbound.send_queued()
    send_protests()
    packed = zipfile.ZipFile(io.BytesIO(signed_in(alice).get(f"/protests/{made.pk}/proof").content))
    names = packed.namelist()
    assert {
        "proof.txt",
        "protest.txt",
        "document.xml",
        "protest.eml",
        "peppol/answer.xml",
        "peppol/receipt.xml",
    } <= set(names)
    told = packed.read("protest.eml").decode()
    assert f"<protest-{made.uid.hex}@" in told
    assert told.count("Date:") == 1
    assert b"reason: price (PRI)" in packed.read("proof.txt")
    assert signed_in(diane).get(f"/protests/{made.pk}/proof").status_code == 404


def test_J01_a_hostile_name_adds_no_line_to_the_mail(purchases, alice):
    evil = file(invoice(number="1&#10;Bcc: x@evil.example"), Way.UPLOAD).documents[0]
    contest(evil, ask(text="a\r\nBcc: x@evil.example"), by=alice)
    send_protests()
    (told,) = mail.outbox
    assert told.recipients() == [MILL]
    assert "Bcc" not in told.message()


def test_no_more_mails_in_a_day_than_so_many(bill, alice, monkeypatch):
    monkeypatch.setattr(contesting, "MOST_A_DAY", 1)
    first = contest(bill, ask(), by=alice)
    assert contest(bill, ask("RE", after=first.pk), by=alice) is contesting.TOO_MANY
    assert isinstance(contest(bill, ask("RE", after=first.pk, email=""), by=alice), Protest)


def test_J03_a_mail_that_comes_back_is_told_to_who_contested(bill, alice):
    made = contest(bill, ask(), by=alice)
    send_protests()
    assert record_bounce(Bounce(made.uid.hex, 1, "550 no such box"))
    assert not record_bounce(Bounce(made.uid.hex, 1, "550 no such box"))
    send_protests()
    assert [told.to for told in mail.outbox] == [[MILL], [alice.email]]
    assert "did not get the e-mail" in signed_in(alice).get(f"/documents/{bill.pk}/").text


def test_J02_a_server_that_is_down_is_tried_again_under_the_same_id(bill, alice, monkeypatch):
    made = contest(bill, ask(), by=alice)
    sent = []

    def down(message):
        sent.append(message.message()["Message-ID"])
        raise OSError("no route")

    with monkeypatch.context() as patched:
        patched.setattr("schakel.hub.web.mail.Mail.send", down)
        send_protests()
    made.refresh_from_db()
    assert (made.state, "no route" in made.last_error) == ("queued", True)
    Protest.objects.update(due_at=timezone.now())
    send_protests()
    assert [mail.outbox[0].message()["Message-ID"]] == sent
    made.refresh_from_db()
    assert made.state == "sent"


def test_G04_who_lost_the_right_sends_nothing_any_more(bill, clara, held):
    contest(bill, ask(), by=clara)
    Access.objects.update(ended_at=timezone.now())
    send_protests()
    assert mail.outbox == []
    assert Protest.objects.get().state == "failed"


def test_E11_who_may_not_answer_contests_nothing_and_takes_nothing_back(bill, alice, clara, diane, purchases):
    Access.objects.create(connection=purchases, user=clara, role=Role.READ)
    for stranger in (clara, diane):
        assert signed_in(stranger).post(f"/documents/{bill.pk}/protests", PRICE).status_code == 404
    assert not Protest.objects.exists()
    made = contest(bill, ask("RE"), by=alice)
    for stranger in (clara, diane):
        address = f"/documents/{bill.pk}/protests/withdrawal"
        assert signed_in(stranger).post(address, {"after": made.pk}).status_code == 404
    assert effect(bill) == "refused"
