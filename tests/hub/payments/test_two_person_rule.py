"""Nobody alone gets round the rule of two, whichever way round they try. Rows G04, G07 and K02 of the threats."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from schakel.hub.connections import changes
from schakel.hub.connections.change_notifications import notify
from schakel.hub.connections.models import Access, Change, Confirmation, Invitation, Member
from schakel.hub.payments import approvals, file_decisions
from schakel.hub.payments.models import Approval, Approver, PaymentFile, Rule, Transfer
from schakel.hub.payments.money_changes import ask_account, ask_rule, rule_of, terms_of
from schakel.hub.payments.prepare_file import NotPrepared
from tests.hub.api_client import Program, key_of
from tests.hub.conftest import person, signed_in
from tests.hub.connections.days import DAY, pass_days
from tests.hub.payments.camt import IBAN, camt, out

OTHER = "BE71096123456769"
State = Change.State


@pytest.fixture
def dirk(purchases):
    """Pays for the bakery too, beside Clara."""
    user = person("Dirk")
    Access.objects.create(connection=purchases, user=user)
    return user


@pytest.fixture
def two(bakery, clara, held, dirk, account):
    for user in (clara, dirk):
        Approver.objects.create(company=bakery, user=user)
    return Rule.objects.create(company=bakery, mode=Rule.Mode.TWO_ABOVE, above=Decimal(100))


def page(bakery) -> str:
    return f"/payments/companies/{bakery.pk}/"


def mode() -> str:
    return Rule.objects.get().mode


class TestAlone:
    """Clara is one of the two, and tries."""

    def test_one_approver_sets_the_rule_off_downloads_and_sets_it_back(self, clara, two, bakery, bought, make):
        document = bought()
        approvals.approve(document, clara)
        signed_in(clara).post(page(bakery), {"what": "rule", "mode": "off"})
        assert mode() == Rule.Mode.TWO_ABOVE
        assert isinstance(make(clara, document), NotPrepared)
        assert not PaymentFile.objects.exists()

    def test_an_employee_shares_with_a_second_address_and_approves(
        self, bob, clara, held, purchases, bought, make, mailoutbox
    ):
        file = make(bob, bought())
        mallory = person("Mallory")
        given = {"email": mallory.email, "kinds": ["purchase"], "role": "full", "language": "en"}
        signed_in(bob).post(f"/connections/companies/{purchases.company_id}/sharing/", given)
        Invitation.objects.get().accept(mallory)
        for action in ("approve", "withdraw"):
            answer = signed_in(mallory).post(f"/payments/files/{file.pk}/decision", {"action": action})
            assert answer.status_code == 404
        file.refresh_from_db()
        assert file.state == PaymentFile.State.WAITING
        pass_days(0)
        assert "mallory@mallory.example" in next(m for m in mailoutbox if m.to == [clara.email]).body

    def test_in_two_sessions(self, clara, two, bakery):
        for client in (signed_in(clara), signed_in(clara)):
            client.post(page(bakery), {"what": "rule", "mode": "off"})
            client.post(f"/connections/changes/{Change.objects.get().pk}/", {"answer": "confirm"})
        assert mode() == Rule.Mode.TWO_ABOVE
        assert Confirmation.objects.count() == 1

    def test_raising_the_amount(self, clara, two, bakery):
        told = {
            "what": "rule",
            "mode": "two_above",
            "above": "1000000",
            "approvers": [a.user_id for a in bakery.approvers.all()],
        }
        signed_in(clara).post(page(bakery), told)
        assert Rule.objects.get().above == Decimal(100)

    def test_naming_a_friend_in_the_place_of_the_other(self, clara, dirk, two, bakery, purchases):
        friend = person("Friend")
        Access.objects.create(connection=purchases, user=friend)
        change = ask_rule(bakery, terms_of(bakery) | {"approvers": sorted([clara.pk, friend.pk])}, by=clara)
        assert not changes.confirm(change, friend)
        assert changes.confirm(change, dirk)
        assert [each.user for each in bakery.approvers.all()] == [clara, friend]

    def test_with_two_addresses_of_one_mailbox(self, clara, dirk, two, bakery, bought):
        dirk.email = "clara+dirk@clara.example"
        dirk.save()
        document, change = bought(), ask_account(bakery, add=OTHER, by=clara)
        for user in (clara, dirk):
            approvals.approve(document, user)
            changes.confirm(change, user)
        assert not approvals.is_approved(document)
        assert not bakery.accounts.filter(iban=OTHER).exists()

    def test_under_another_sign_in_address(self, clara, two, bakery):
        change = ask_account(bakery, add=OTHER, by=clara)
        clara.email = "new@clara.example"
        clara.save()
        assert not changes.confirm(change, clara)

    def test_after_sending_the_other_away(self, alice, bob, clara, dirk, two, bakery, mailoutbox):
        Access.objects.get(user=dirk).end(alice)
        assert rule_of(bakery).needed == 2
        change = ask_rule(bakery, terms_of(bakery) | {"mode": "off"}, by=clara)
        pass_days(6)
        assert mode() == Rule.Mode.TWO_ABOVE
        assert [m.to for m in mailoutbox].count(["dirk@dirk.example"]) == 2  # although they can no longer come in
        signed_in(bob).post(f"/connections/changes/{change.pk}/", {"answer": "refuse"})
        pass_days(9)
        assert mode() == Rule.Mode.TWO_ABOVE

    def test_where_too_few_are_left_seven_days_and_two_mails_decide(self, alice, clara, dirk, two, bakery):
        Access.objects.get(user=dirk).end(alice)
        ask_rule(bakery, terms_of(bakery) | {"mode": "off"}, by=clara)
        pass_days(8)
        assert mode() == Rule.Mode.OFF

    def test_with_payments_in_parts_in_one_file(self, clara, dirk, two, bought, make):
        parts = [bought(number=str(at), net="60.00", vat="0.00", total="60.00") for at in (1, 2)]
        for each in parts:
            approvals.approve(each, clara)
        refused = make(clara, *parts)
        assert "two people approve" in refused.reasons[0]
        for each in parts:
            approvals.approve(each, dirk)
        assert isinstance(make(clara, *parts), PaymentFile)

    def test_with_payments_in_parts_in_two_files(self, clara, two, bought, make):
        parts = [bought(number=str(at), net="60.00", vat="0.00", total="60.00") for at in (1, 2)]
        for each in parts:
            approvals.approve(each, clara)
        first = make(clara, parts[0])
        assert isinstance(make(clara, parts[1]), NotPrepared)
        assert file_decisions.may_be_taken(first)
        PaymentFile.objects.update(prepared_at=timezone.now() - 8 * DAY)
        assert isinstance(make(clara, parts[1]), NotPrepared)  # both would be downloaded today
        file_decisions.take(first, clara)
        assert isinstance(make(clara, parts[1]), NotPrepared)
        PaymentFile.objects.update(taken_at=timezone.now() - 8 * DAY)
        assert isinstance(make(clara, parts[1]), PaymentFile)

    def test_with_a_part_that_was_downloaded_and_then_withdrawn(self, clara, two, bought, make):
        parts = [bought(number=str(at), net="60.00", vat="0.00", total="60.00") for at in (1, 2)]
        for each in parts:
            approvals.approve(each, clara)
        first = make(clara, parts[0])
        file_decisions.take(first, clara)
        file_decisions.withdraw(first, clara)
        assert isinstance(make(clara, parts[1]), NotPrepared)

    def test_a_part_that_was_withdrawn_before_the_bank_had_it_counts_no_more(self, clara, two, bought, make):
        parts = [bought(number=str(at), net="60.00", vat="0.00", total="60.00") for at in (1, 2)]
        for each in parts:
            approvals.approve(each, clara)
        file_decisions.withdraw(make(clara, parts[0]), clara)
        assert isinstance(make(clara, parts[1]), PaymentFile)

    def test_with_a_credit_note_that_lowers_the_sum(self, clara, two, bought, make):
        parts = [bought(number=str(at), net="60.00", vat="0.00", total="60.00") for at in (1, 2)]
        credit = bought(root="CreditNote", number="C", net="50.00", vat="0.00", total="50.00")
        for each in parts:
            approvals.approve(each, clara)
        assert isinstance(make(clara, *parts, credit), NotPrepared)

    def test_with_a_statement_that_brings_an_account(self, clara, two, bakery):
        bakery.accounts.all().delete()
        file = SimpleUploadedFile("s.xml", camt(out("-7.00")))
        signed_in(clara).post(f"{page(bakery)}statements/", {"files": file})
        assert not bakery.accounts.exists()
        assert Change.objects.waiting().get().after == {"iban": IBAN}

    def test_with_an_api_key(self, clara, dirk, two, bakery, bought):
        """It reads and adds; nothing that it can ask says yes to anything."""
        change, document = ask_account(bakery, add=OTHER, by=dirk), bought()
        bakery.accounts.all().delete()
        program = Program(key_of(bakery, clara)[1])
        program.post(f"/companies/{bakery.pk}/statements", camt(out("-7.00")))
        for path in (f"/changes/{change.pk}", f"/documents/{document.pk}/approval", f"/companies/{bakery.pk}/rule"):
            assert program.post(path, {"answer": "confirm"}).status_code == 404
        assert not bakery.accounts.exists()
        assert not Approval.objects.exists()
        assert [each.by for each in Confirmation.objects.all()] == [dirk]

    def test_with_a_key_as_a_session(self, clara, two, bakery, dirk):
        change, (_row, secret) = ask_account(bakery, add=OTHER, by=dirk), key_of(bakery, clara)
        client = Program(secret).client
        client.post(f"/connections/changes/{change.pk}/", {"answer": "confirm"})
        assert Confirmation.objects.filter(by=clara).count() == 0


def test_who_prepared_it_and_left_the_office_does_not_approve_it(bob, office, held, purchases, bought, make):
    file = make(bob, bought())
    Access.objects.create(connection=purchases, user=bob)
    office.members.filter(user=bob).delete()
    assert not file_decisions.approve(file, bob)


def test_nothing_changes_the_bytes_after_the_approval(alice, clara, held, bakery, bought, make):
    file = make(alice, bought())
    before = (bytes(PaymentFile.objects.get().content), list(Transfer.objects.values()))
    file_decisions.approve(file, clara)
    ask_account(bakery, remove=IBAN, by=alice)
    file_decisions.take(file, alice)
    assert (bytes(PaymentFile.objects.get().content), list(Transfer.objects.values())) == before


class TestTogether:
    def test_the_second_says_yes_and_all_who_pay_are_told(self, alice, bob, clara, dirk, two, bakery, mailoutbox):
        signed_in(clara).post(page(bakery), {"what": "rule", "mode": "off"})
        change = Change.objects.get()
        pass_days(0)
        everybody = ["alice@alice.example", "bob@bob.example", "clara@clara.example", "dirk@dirk.example"]
        assert sorted(m.to[0] for m in mailoutbox) == everybody
        assert next(m for m in mailoutbox if m.to == [dirk.email]).subject.startswith("Please answer")
        signed_in(dirk).post(f"/connections/changes/{change.pk}/", {"answer": "confirm"})
        assert mode() == Rule.Mode.OFF
        pass_days(0)
        assert sorted(m.to[0] for m in mailoutbox[4:]) == everybody
        shown = signed_in(bob).get(f"/connections/companies/{bakery.pk}/changes/").text
        assert "Approval of payments of Bakery Cornflower" in shown
        assert "Said yes: Clara, Dirk." in shown

    def test_who_does_not_approve_may_ask(self, alice, clara, dirk, two, bakery):
        change = ask_account(bakery, add=OTHER, by=alice)
        assert changes.confirm(change, clara)
        assert not bakery.accounts.filter(iban=OTHER).exists()
        assert changes.confirm(change, dirk)
        assert bakery.accounts.filter(iban=OTHER).exists()

    def test_asking_the_same_is_a_yes(self, clara, dirk, two, bakery):
        for user in (clara, dirk):
            signed_in(user).post(page(bakery), {"what": "account", "iban": OTHER})
        assert bakery.accounts.filter(iban=OTHER).exists()

    def test_asking_something_else_meanwhile_is_refused(self, clara, dirk, two, bakery):
        ask_rule(bakery, terms_of(bakery) | {"mode": "off"}, by=clara)
        with pytest.raises(changes.AlreadyWaiting):
            ask_rule(bakery, terms_of(bakery) | {"mode": "one"}, by=dirk)
        told = {"what": "rule", "mode": "one", "approvers": [dirk.pk]}
        assert "already waiting" in signed_in(dirk).post(page(bakery), told, follow=True).text

    def test_the_other_says_no(self, clara, dirk, two, bakery):
        change = ask_account(bakery, add=OTHER, by=clara)
        signed_in(dirk).post(f"/connections/changes/{change.pk}/", {"answer": "refuse"})
        change.refresh_from_db()
        assert (change.state, change.ended_by) == (State.REFUSED, dirk)
        assert not changes.confirm(change, dirk)

    def test_only_who_asked_withdraws(self, alice, clara, dirk, two, bakery):
        change = ask_account(bakery, add=OTHER, by=clara)
        assert not changes.withdraw(change, dirk)
        assert not changes.withdraw(change, alice)
        assert changes.withdraw(change, clara)

    def test_what_nobody_answers_lapses_after_two_mails(self, clara, dirk, two, bakery, mailoutbox):
        change = ask_account(bakery, add=OTHER, by=clara)
        pass_days(8)
        change.refresh_from_db()
        assert change.state == State.LAPSED
        assert [m.to for m in mailoutbox].count(["dirk@dirk.example"]) == 3  # twice asked, and how it ended
        assert not bakery.accounts.filter(iban=OTHER).exists()

    def test_a_yes_of_who_lost_the_right_counts_no_more(self, alice, clara, dirk, two, bakery):
        change = ask_account(bakery, add=OTHER, by=clara)
        Access.objects.get(user=clara).end(alice)
        assert changes.confirm(change, dirk)
        assert not bakery.accounts.filter(iban=OTHER).exists()


class TestStricter:
    """As many people as the stricter of the old and the new rule."""

    def terms(self, mode, *approvers, above=None):
        return {"mode": mode, "above": above, "approvers": sorted(each.pk for each in approvers), "deputies": []}

    def test_from_none_to_two_asks_two(self, clara, held, dirk, bakery):
        change = ask_rule(bakery, self.terms("two_above", clara, dirk, above="500"), by=clara)
        assert change.is_waiting
        assert changes.confirm(change, dirk)
        assert mode() == Rule.Mode.TWO_ABOVE

    def test_from_one_to_two_asks_the_one_and_a_second(self, clara, held, dirk, bakery, alice):
        ask_rule(bakery, self.terms("one", clara), by=clara)
        change = ask_rule(bakery, self.terms("two_above", clara, dirk, above="500"), by=alice)
        assert changes.confirm(change, dirk)
        assert mode() == Rule.Mode.ONE
        assert changes.confirm(change, clara)
        assert mode() == Rule.Mode.TWO_ABOVE

    def test_from_one_to_none_asks_the_one(self, clara, held, bakery, alice):
        ask_rule(bakery, self.terms("one", clara), by=clara)
        change = ask_rule(bakery, self.terms("off"), by=alice)
        assert change.is_waiting
        assert changes.confirm(change, clara)
        assert mode() == Rule.Mode.OFF

    def test_two_deputies_are_not_two(self, alice, bob, clara, held, bakery, account):
        Rule.objects.create(company=bakery, mode=Rule.Mode.TWO_ABOVE, above=Decimal(1))
        Approver.objects.create(company=bakery, user=clara)
        for user in (alice, bob):
            Approver.objects.create(company=bakery, user=user, is_deputy=True)
        change = ask_account(bakery, add=OTHER, by=alice)
        changes.confirm(change, bob)
        assert not bakery.accounts.filter(iban=OTHER).exists()
        changes.confirm(change, clara)
        assert bakery.accounts.filter(iban=OTHER).exists()


def test_what_waits_stands_on_the_pages(alice, clara, dirk, two, bakery):
    change = ask_account(bakery, add=OTHER, by=clara)
    for address in (page(bakery), f"/connections/companies/{bakery.pk}/"):
        shown = signed_in(alice).get(address).text
        assert "Account numbers that Bakery Cornflower pays from" in shown
        assert "<strong>Dirk</strong>" in shown
    assert "Waiting for your yes or no" in signed_in(dirk).get("/documents/").text
    of_the_asker = signed_in(clara).get(f"/connections/changes/{change.pk}/").text
    assert 'value="withdraw"' in of_the_asker
    assert 'value="refuse"' not in of_the_asker


def test_it_says_of_how_many_people_a_yes_is_missing(alice, clara, dirk, two, bakery, mailoutbox):
    change = ask_account(bakery, add=OTHER, by=clara)
    address = f"/connections/changes/{change.pk}/"
    assert "Still needs a yes from: <strong>Dirk</strong>" in " ".join(signed_in(dirk).get(address).text.split())
    Approver.objects.create(company=bakery, user=alice)
    assert "1 of these people still has to say yes: <strong>" in " ".join(signed_in(dirk).get(address).text.split())
    notify(change, kind_of_mail="test")
    assert "1 of these people still has to say yes: " in mailoutbox[-1].body


def test_after_a_yes_it_says_what_that_led_to(alice, clara, dirk, two, bakery):
    change = ask_account(bakery, add=OTHER, by=clara)
    answer = signed_in(dirk).post(f"/connections/changes/{change.pk}/", {"answer": "confirm"}, follow=True)
    assert "You said yes. The change is now in force." in answer.text


def test_G01_who_only_reads_sees_nothing_of_it(clara, dirk, two, bakery, purchases):
    reader = person("Rita")
    Access.objects.create(connection=purchases, user=reader, role="read")
    change = ask_account(bakery, add=OTHER, by=clara)
    assert signed_in(reader).get(f"/connections/changes/{change.pk}/").status_code == 404
    for address in (f"/connections/companies/{bakery.pk}/", f"/connections/companies/{bakery.pk}/changes/"):
        assert "0961 2345" not in signed_in(reader).get(address).text


def test_a_new_member_of_the_office_is_no_approver(office, two, bakery, clara):
    change = ask_account(bakery, add=OTHER, by=clara)
    new = person("New")
    Member.objects.create(office=office, user=new)
    assert not changes.confirm(change, new)
