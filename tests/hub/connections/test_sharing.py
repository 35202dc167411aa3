"""Delen: the dialog, sending again, withdrawing, limits, and many at once."""

import pytest
from django.urls import reverse
from django.utils import timezone

from schakel.hub import worker
from schakel.hub.connections.models import Access, Company, Connection, Invitation, InvitationMail
from schakel.hub.connections.sharing import ShareRequest, TooMany, share
from schakel.hub.connections.views import many
from tests.hub.conftest import company_of, signed_in

MANY = reverse("connections:invite_many")
HTMX = {"hx-request": "true", "hx-target": "dialog"}
BOTH = ["purchase", "sales"]


def fields(email="clara@clara.example", kinds=BOTH, **more) -> dict[str, object]:
    return {"email": email, "kinds": kinds, "role": "full", "language": "nl", **more}


def share_by_form(company, user, **given):
    return signed_in(user).post(reverse("connections:sharing", args=[company.pk]), fields(**given))


def test_one_mail_carries_both_connections(bakery, alice):
    assert share_by_form(bakery, alice).status_code == 302
    letter = InvitationMail.objects.get()
    assert (letter.inviter, letter.language, letter.invitations.count()) == (alice, "nl", 2)
    assert letter.due_at is not None


def test_or_one_of_them_with_the_role_chosen(bakery, purchases, alice):
    share_by_form(bakery, alice, kinds=["purchase"], role="read")
    invitation = Invitation.objects.get()
    assert (invitation.connection, invitation.role) == (purchases, "read")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "p\u0430ul@example.com"}, "email"),
        ({"email": "a@b.example\r\nBcc: x@x.example"}, "email"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["other"]}, "kinds"),
        ({"role": "owner"}, "role"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_is_wrong_stands_at_its_field(bakery, alice, given, field):
    answer = share_by_form(bakery, alice, **given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not InvitationMail.objects.exists()


def test_H08_a_domain_of_mixed_alphabets_is_refused(bakery, alice):
    answer = share_by_form(bakery, alice, email="info@p\u0430ypal.example")
    assert answer.status_code == 422
    assert "alphabets" in str(answer.context["form"].errors["email"])


def test_the_dialog_answers_htmx_with_the_list_brought_up_to_date(bakery, alice):
    url = reverse("connections:sharing", args=[bakery.pk])
    client = signed_in(alice)
    assert "<html" not in client.get(url, headers=HTMX).content.decode()
    page = client.post(url, fields(), headers=HTMX).content.decode()
    assert "clara@clara.example" in page
    assert f'id="company-{bakery.pk}"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" in client.get(url).content.decode()


def test_the_dialog_shows_what_was_sent_and_what_became_of_it(bakery, purchases, sales, alice, clara):
    share_by_form(bakery, alice)
    purchases.invitations.get().accept(clara)
    page = signed_in(alice).get(reverse("connections:sharing", args=[bakery.pk]), headers={"accept-language": "en"})
    text = page.content.decode()
    assert "Accepted" in text
    assert reverse("connections:withdraw", args=[sales.invitations.get().pk]) in text
    assert reverse("connections:withdraw", args=[purchases.invitations.get().pk]) not in text


def test_sending_again_makes_a_new_letter_and_the_old_link_is_dead(bakery, purchases, alice, bob, clara):
    share_by_form(bakery, alice)
    purchases.invitations.get().accept(clara)
    old = InvitationMail.objects.get()
    url = reverse("connections:send_again", args=[old.pk])
    assert signed_in(bob).post(url, {"company": bakery.pk}).status_code == 302
    new = InvitationMail.objects.latest("pk")
    assert (new.inviter, new.email) == (bob, old.email)
    assert [i.connection.side for i in new.invitations.all()] == ["sales"]
    assert [i.connection.side for i in old.invitations.all()] == ["purchase"]


def test_sending_again_revives_an_expired_invitation(bakery, alice):
    share_by_form(bakery, alice)
    InvitationMail.objects.update(expires_at=timezone.now())
    signed_in(alice).post(
        reverse("connections:send_again", args=[InvitationMail.objects.get().pk]), {"company": bakery.pk}
    )
    assert {i.state_now for i in Invitation.objects.select_related("letter")} == {"invited"}


def test_nothing_is_sent_again_when_all_is_answered(bakery, alice, clara):
    share_by_form(bakery, alice)
    for invitation in Invitation.objects.all():
        invitation.accept(clara)
    signed_in(alice).post(
        reverse("connections:send_again", args=[InvitationMail.objects.get().pk]), {"company": bakery.pk}
    )
    assert InvitationMail.objects.count() == 1


def test_withdrawing(bakery, purchases, alice):
    share_by_form(bakery, alice)
    invitation = purchases.invitations.get()
    signed_in(alice).post(reverse("connections:withdraw", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert (invitation.state, invitation.state_by) == ("withdrawn", alice)


def test_inviting_the_same_address_again_doubles_nothing(bakery, alice):
    share_by_form(bakery, alice)
    share_by_form(bakery, alice, email="CLARA@clara.example", role="read")
    assert InvitationMail.objects.count() == 2
    assert {(i.letter.email, i.role) for i in Invitation.objects.all()} == {("CLARA@clara.example", "read")}
    assert Invitation.objects.count() == 2


def test_whoever_holds_it_already_is_not_invited_again(bakery, purchases, alice, held):
    answer = share_by_form(bakery, alice, kinds=["purchase"])
    assert answer.status_code == 422
    assert not InvitationMail.objects.exists()


def test_the_form_suggests_what_is_not_accepted_yet_and_then_someone_else(bakery, sales, alice, clara, held):
    url = reverse("connections:sharing", args=[bakery.pk])
    first = signed_in(alice).get(url).context["form"].initial
    assert (first["kinds"], first["email"]) == (["sales"], bakery.email)
    Access.give(sales, clara, role="full")
    then = signed_in(alice).get(url).context["form"].initial
    assert (then["kinds"], then["email"]) == (BOTH, "")


def test_the_first_address_becomes_the_clients(office, alice):
    company = company_of(office, "Without", "0407214017")
    share_by_form(company, alice, email="first@first.example")
    share_by_form(company, alice, email="second@second.example")
    company.refresh_from_db()
    assert (company.email, company.language) == ("first@first.example", "nl")


def test_G01_strangers_and_clients_share_nothing(bakery, alice, diane, clara, held):
    share_by_form(bakery, alice, email="x@x.example")
    letter, invitation = InvitationMail.objects.get(), Invitation.objects.latest("pk")
    for user in (diane, clara):
        client = signed_in(user)
        assert share_by_form(bakery, user).status_code == 404
        assert client.post(reverse("connections:send_again", args=[letter.pk])).status_code == 404
        assert client.post(reverse("connections:withdraw", args=[invitation.pk])).status_code == 404
        assert client.get(reverse("connections:history", args=[invitation.connection_id])).status_code == 404
    assert InvitationMail.objects.count() == 1


def test_H09_so_many_an_hour_by_person_and_office(bakery, purchases, alice, bob, settings):
    settings.INVITATIONS_PER_HOUR = 2
    for n in range(2):
        share_by_form(bakery, alice, email=f"c{n}@c.example")
    assert share_by_form(bakery, bob, email="c3@c.example").status_code == 422
    with pytest.raises(TooMany):
        share(bakery.office, alice, [ShareRequest("c4@c.example", [purchases], "nl", "full")])
    assert InvitationMail.objects.count() == 2


def test_H09_so_many_a_day_to_one_address(bakery, alice, settings):
    settings.INVITATIONS_PER_ADDRESS_PER_DAY = 2
    answers = [share_by_form(bakery, alice).status_code for _ in range(3)]
    assert answers == [302, 302, 422]
    again = reverse("connections:send_again", args=[InvitationMail.objects.latest("pk").pk])
    signed_in(alice).post(again, {"company": bakery.pk})
    assert InvitationMail.objects.count() == 2


def test_H10_sharing_says_the_same_whether_the_address_has_an_account(bakery, alice, clara, django_assert_num_queries):
    known, unknown = share_by_form(bakery, alice), share_by_form(bakery, alice, email="x@x.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_many_companies_with_one_form(office, alice, mailoutbox):
    companies = [company_of(office, f"Company {n}", f"{n:010}", email=f"c{n}@c.example") for n in range(3)]
    client = signed_in(alice)
    page = client.post(MANY, {"which": "chosen", "company": [c.pk for c in companies]}).content.decode()
    assert all(f'name="email_{c.pk}" value="{c.email}"' in page for c in companies)
    given = {"send": "1", "company": [c.pk for c in companies], "kinds": BOTH, "role": "full"}
    given |= {f"email_{companies[0].pk}": "other@other.example", f"language_{companies[0].pk}": "fr"}
    given |= {f"email_{companies[2].pk}": ""}
    assert client.post(MANY, given).status_code == 302
    assert Invitation.objects.count() == 4
    companies[0].refresh_from_db()
    assert (companies[0].email, companies[0].language) == ("other@other.example", "fr")
    worker.drain()
    assert sorted(m.to[0] for m in mailoutbox) == ["c1@c.example", "other@other.example"]


def test_all_that_was_found_are_invited_without_those_who_accepted(bakery, purchases, office, alice, held):
    for connection in bakery.connections.exclude(pk=purchases.pk):
        Access.give(connection, held.user, role="full")
    company_of(office, "Other", "0407214017", email="x@other.example")
    page = signed_in(alice).post(MANY, {"which": "found"}).content.decode()
    assert "Other" in page
    assert "Bakery" not in page


def test_one_client_with_two_companies_gets_one_mail(bakery, office, alice):
    other = company_of(office, "Other", "0407214017", email="Clara@clara.example")
    given = {"send": "1", "company": [bakery.pk, other.pk], "kinds": BOTH, "role": "full"}
    signed_in(alice).post(MANY, given)
    assert InvitationMail.objects.get().invitations.count() == 4


def test_a_faulty_address_is_shown_at_its_line_and_nothing_is_sent(bakery, alice):
    given = {"send": "1", "company": [bakery.pk], "kinds": BOTH, "role": "full", f"email_{bakery.pk}": "nobody"}
    answer = signed_in(alice).post(MANY, given)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not InvitationMail.objects.exists()


@pytest.mark.parametrize("alien", ["foreign", "missing", "text", "huge"])
def test_G02_one_foreign_company_among_many_refuses_the_whole_call(bakery, office, other_office, alice, alien):
    foreign = company_of(other_office, "Foreign", "0407214017", email="f@f.example")
    wrong = {"foreign": foreign.pk, "missing": 999999, "text": "x", "huge": "9" * 40}[alien]
    given = {"send": "1", "company": [bakery.pk, wrong], "kinds": BOTH, "role": "full"}
    assert signed_in(alice).post(MANY, given).status_code == 404
    assert not InvitationMail.objects.exists()


def office_of(size: int, office) -> dict[str, object]:
    """What the form sends for so many companies."""
    Company.objects.bulk_create(
        Company(office=office, name=f"C{n}", sort_name=f"c{n}", enterprise_number=f"{n:010}", email=f"c{n}@c.example")
        for n in range(size)
    )
    companies = list(Company.objects.all())
    Connection.objects.bulk_create(Connection(company=c, side=side) for c in companies for side in Connection.Side)
    given = {f"email_{c.pk}": c.email for c in companies} | {f"language_{c.pk}": "fr" for c in companies}
    return given | {"send": "1", "company": [c.pk for c in companies], "kinds": BOTH, "role": "full"}


def test_of_very_many_those_are_shown_that_want_a_look_and_all_are_invited(office, alice, monkeypatch):
    monkeypatch.setattr(many, "MOST_LINES", 3)
    office_of(9, office)
    first, *_seven, without, faulty = Company.objects.order_by("pk")
    Company.objects.filter(pk=without.pk).update(email="")
    page = signed_in(alice).post(MANY, {"which": "found"})
    assert page.context["lines"][0].company == without
    assert len(page.context["lines"]) == 3
    given = {"send": "1", "others": page.context["keys"], "kinds": BOTH, "role": "full"}
    given |= {"company": [line.company.pk for line in page.context["lines"]]}
    Company.objects.filter(pk=faulty.pk).update(email="nobody")
    refused = signed_in(alice).post(MANY, given)
    assert (refused.status_code, refused.context["lines"][0].company) == (422, faulty)
    Company.objects.filter(pk=faulty.pk).update(email="c8@c.example")
    assert signed_in(alice).post(MANY, given).status_code == 302
    assert InvitationMail.objects.count() == 8
    assert InvitationMail.objects.filter(email=first.email).exists()


def test_G02_one_foreign_company_among_those_without_a_line_refuses_all(bakery, other_office, alice):
    foreign = company_of(other_office, "Foreign", "0407214017", email="f@f.example")
    for others in (str(foreign.pk), "999999", "x", "9" * 40):
        given = {"send": "1", "company": [bakery.pk], "others": others, "kinds": BOTH, "role": "full"}
        assert signed_in(alice).post(MANY, given).status_code == 404
    assert not InvitationMail.objects.exists()


def test_many_letters_are_written_in_batches(office, alice, django_assert_max_num_queries):
    given, client = office_of(120, office), signed_in(alice)
    with django_assert_max_num_queries(50):
        assert client.post(MANY, given).status_code == 302
    assert (InvitationMail.objects.count(), Invitation.objects.count()) == (120, 240)
