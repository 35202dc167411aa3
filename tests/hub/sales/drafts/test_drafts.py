"""Writing an invoice: saved at each change, with the sums and what is still to be done; the last button issues it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from schakel.hub.connections.models import Access, Role
from schakel.hub.documents.models import Document
from schakel.hub.sales.models import Attachment, Contact, Draft, Product, SellerAccount
from tests.hub.conftest import signed_in
from tests.hub.sales.conftest import HOTEL, content

pytestmark = pytest.mark.django_db

TYPING = {"hx-request": "true", "hx-trigger": "draft"}


@pytest.fixture
def client(alice):
    return signed_in(alice)


def posted(draft: Draft, **changed) -> dict[str, str]:
    """What the browser sends of the draft's form."""
    filled = draft.content | changed
    flat = {name: value for name, value in filled.items() if isinstance(value, str)}
    for group in ("lines", "adjustments"):
        for place, row in enumerate(filled[group]):
            flat |= {f"{group}-{place}-{name}": value for name, value in row.items()}
    return flat | {"version": str(draft.version)}


def at(draft: Draft, more: str = "") -> str:
    return f"/sales/drafts/{draft.pk}/{more}"


def test_a_new_one_begins_with_what_the_company_s_settings_say(client, sales):
    SellerAccount.objects.create(company=sales.company, iban="BE68539007547034")
    page = client.post("/sales/drafts", {"connection": sales.pk}, follow=True)
    draft = Draft.objects.get()
    assert draft.content["iban"] == "BE68 5390 0754 7034"
    assert draft.content["communication"].startswith("+++")
    assert "New invoice" in page.text
    assert draft.content["communication"] in page.text


def test_each_change_is_saved_and_answered_with_the_sums(client, draft):
    line = draft.content["lines"][0] | {"quantity": "3"}
    answer = client.post(at(draft), posted(draft, lines=[line]), headers=TYPING)
    assert "€31.80" in answer.text
    assert 'id="amount-0" hx-swap-oob="true">€30.00' in answer.text
    assert "Everything is filled in" in answer.text
    draft.refresh_from_db()
    assert (draft.content["lines"][0]["quantity"], draft.version) == ("3", 1)


GUESSES = {"iban": "BE68539007547034", "due_date": "2026-12-20"}


@pytest.fixture
def guessed(draft):
    draft.content, draft.guessed = draft.content | GUESSES, GUESSES
    draft.save()
    return draft


def test_what_was_guessed_is_marked_at_its_field(client, guessed):
    page = client.get(at(guessed)).text
    for name in GUESSES:
        assert f'id="id_{name}_guessed">Guessed: please check.' in page
        assert f'aria-describedby="id_{name}_helptext"' in page
    assert "id_communication_guessed" not in page


def test_a_guess_that_is_changed_is_no_longer_marked(client, guessed):
    answer = client.post(at(guessed), posted(guessed, iban="BE71096123456769"), headers=TYPING)
    assert 'id="id_iban_guessed" hx-swap-oob="delete"' in answer.text
    assert "id_due_date_guessed" not in answer.text
    guessed.refresh_from_db()
    assert list(guessed.guessed) == ["due_date"]


def test_guesses_stay_marked_until_somebody_saves_them(client, guessed):
    client.post(at(guessed), posted(guessed) | {"do": "add_line"})
    guessed.refresh_from_db()
    assert guessed.guessed == GUESSES
    client.post(at(guessed), posted(guessed))
    guessed.refresh_from_db()
    assert (guessed.guessed, guessed.content["iban"]) == ({}, GUESSES["iban"])


def test_what_cannot_be_read_is_kept_and_told_with_the_way_to_its_field(client, draft):
    line = draft.content["lines"][0] | {"price": "ten"}
    answer = client.post(at(draft), posted(draft, lines=[line]), headers=TYPING)
    assert '<a href="#id_lines-0-price">Line 1, Price' in answer.text
    assert 'value="ten"' in client.get(at(draft)).text


@pytest.mark.parametrize("day", ["9999-12-31", "31/12/9999"])
def test_B13_a_day_after_which_the_calendar_ends_is_told_at_its_field(client, draft, day):
    answer = client.post(at(draft), posted(draft, issue_date=day, payment_days="30"), headers=TYPING)
    assert '<a href="#id_issue_date">' in answer.text
    assert client.get(at(draft)).status_code == 200


def test_a_change_that_comes_too_late_is_not_written(client, draft):
    stale = posted(draft, note="From the other window")
    client.post(at(draft), posted(draft), headers=TYPING)
    answer = client.post(at(draft), stale, headers=TYPING)
    assert "changed in another window" in answer.text
    draft.refresh_from_db()
    assert draft.content["note"] == ""


def test_without_javascript_it_is_saved_by_its_button(client, draft):
    answer = client.post(at(draft), posted(draft, note="Thank you"), follow=True)
    assert "Saved." in answer.text
    assert "Thank you" in answer.text


def test_lines_and_costs_come_and_go(client, draft):
    page = client.post(at(draft), posted(draft) | {"do": "add_line"}, follow=True)
    assert 'id="id_lines-1-name"' in page.text
    assert 'data-focus=""' in page.text
    draft.refresh_from_db()
    client.post(at(draft), posted(draft) | {"do": "remove:lines-0"})
    client.post(at(draft), posted(draft, lines=[]) | {"do": "add_adjustment"})
    draft.refresh_from_db()
    assert (draft.content["lines"], len(draft.content["adjustments"])) == ([], 1)


def test_a_known_customer_fills_his_fields(client, draft):
    contact = Contact.objects.create(
        company=draft.connection.company,
        name="Café De Zwaan",
        enterprise_number=HOTEL,
        city="Kortrijk",
        payment_days=14,
        buyer_reference="Bar",
    )
    client.post(at(draft), posted(draft, buyer_reference="") | {"contact": contact.pk})
    draft.refresh_from_db()
    told = {name: draft.content[f"customer_{name}"] for name in ("name", "number", "vat", "city")}
    assert told == {"name": "Café De Zwaan", "number": "0899.965.307", "vat": "no", "city": "Kortrijk"}
    assert (draft.content["payment_days"], draft.content["buyer_reference"]) == ("14", "Bar")


def test_a_known_product_fills_its_line(client, draft):
    product = Product.objects.create(company=draft.connection.company, name="Rye", unit="KGM", price="3.2", vat="6")
    client.post(at(draft), posted(draft) | {"product": f"0:{product.pk}"})
    draft.refresh_from_db()
    line = draft.content["lines"][0]
    assert (line["name"], line["unit"], line["price"], line["quantity"]) == ("Rye", "KGM", "3,20", "2")


def test_issuing_without_sending_leads_to_the_document(client, draft):
    page = client.post(at(draft, "document"), posted(draft, note="Last words"), follow=True)
    document = Document.objects.get()
    assert page.redirect_chain[-1][0] == f"/documents/{document.pk}/"
    assert "Last words" in page.text
    assert client.get(at(draft)).url == f"/documents/{document.pk}/"
    assert client.post(at(draft), posted(draft, note="Too late"), headers=TYPING).status_code == 302


def test_what_is_not_right_leads_back_to_the_form(client, draft):
    page = client.post(at(draft, "document"), posted(draft, order_reference=""))
    assert page.status_code == 422
    assert '<a href="#id_buyer_reference">Reference of the customer – Fill in an order number' in " ".join(
        page.text.split()
    )
    assert 'aria-invalid="true"' in page.text
    assert not Document.objects.exists()


def test_it_is_thrown_away(client, draft):
    client.post(at(draft, "removal"))
    assert not Draft.objects.exists()


def test_files_go_with_it_by_what_they_are(client, draft):
    files = [SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"), SimpleUploadedFile("b.exe", b"MZ\0\0")]
    page = client.post(at(draft, "attachments"), {"files": files}, follow=True)
    assert "b.exe: You can only attach PDF" in page.text
    assert [each.name for each in Attachment.objects.all()] == ["a.pdf"]
    client.post(at(draft, "document"), posted(draft))
    detail = client.get(f"/documents/{Document.objects.get().pk}/").text
    assert "a.pdf" in detail


def test_a_preview_is_a_pdf(client, draft):
    assert client.get(at(draft, "preview.pdf")).content.startswith(b"%PDF")


def test_who_may_only_read_writes_nothing(draft, sales, clara, diane):
    access = Access.objects.create(connection=sales, user=clara, role=Role.READ)
    for user in (clara, diane):
        assert signed_in(user).get(at(draft)).status_code == 404
        assert signed_in(user).post("/sales/drafts", {"connection": sales.pk}).status_code == 404
    access.role = Role.FULL
    access.save()
    assert signed_in(clara).get(at(draft)).status_code == 200


def test_the_list_shows_drafts_and_what_was_issued(client, draft):
    other = Draft.objects.create(connection=draft.connection, content=content(customer_name="Café De Zwaan"))
    client.post(at(draft, "document"), posted(draft))
    page = client.get("/sales/").text
    assert "Café De Zwaan" in page
    assert Document.objects.get().number in page
    assert at(other) in page
    assert at(draft) not in page
