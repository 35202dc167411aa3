"""What is asked before a company is registered."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schakel.hub.connections.forms import AddressField
from schakel.hub.connections.models import Company
from schakel.hub.connections.models.office import plain_name
from schakel.hub.network.models import Registration
from schakel.hub.network.registration.document_types import Choice, kinds_of
from schakel.hub.network.registration.mandates import LARGEST_PROOF, MandateWish, is_of_office, record_mandate
from schakel.hub.network.registration.worker import request_registration
from schakel.hub.people.models import User
from schakel.hub.web.language import OWN_NAMES

PROOFS = {".pdf", ".jpg", ".jpeg", ".png"}


class RegistrationForm(forms.Form):
    """Which documents, under which addresses, and with whose mandate."""

    choices = forms.MultipleChoiceField(
        choices=Choice.choices,
        widget=forms.CheckboxSelectMultiple,
        label=_("What should arrive here over Peppol?"),
        error_messages={"required": _("Choose at least one kind of document.")},
    )
    also_vat = forms.BooleanField(
        required=False,
        label=_("Also under the VAT number (9925)"),
        help_text=_("The enterprise number (0208) is always registered. A few senders still use the VAT number."),
    )
    migration_key = forms.CharField(
        required=False,
        max_length=24,
        label=_("Migration key"),
        help_text=_("Only if the company moves here from another provider. That provider gives you this key."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, company: Company) -> None:
        rows = company.registrations.all()
        standing = [row for row in rows if row.state != Registration.State.UNREGISTERED]
        ticked = [str(choice) for choice in standing[0].choices] if standing else [Choice.INVOICES, Choice.RESPONSES]
        also = any(row.scheme == "9925" for row in standing)
        super().__init__(data, files, initial={"choices": ticked, "also_vat": also})
        self.company = company
        if standing:
            del self.fields["migration_key"]  # it is asked beside the address that needs it

    def save(self, by: User) -> list[Registration]:
        given = self.cleaned_data
        key = given.get("migration_key", "").strip()
        schemes = ["0208", "9925"] if given["also_vat"] else ["0208"]
        return request_registration(self.company, schemes, kinds_of(given["choices"]), by=by, migration_key=key)


class MandatedForm(RegistrationForm):
    """As above, for a company that has given no mandate yet."""

    given_by = forms.CharField(
        max_length=200,
        validators=[plain_name],
        label=_("Who gives you the mandate?"),
        help_text=_("A director or another person who can decide this for the company."),
    )
    given_on = forms.DateField(
        label=_("Date of the mandate"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        initial=timezone.localdate,
    )
    proof = forms.FileField(
        required=False,
        label=_("Signed mandate or engagement letter"),
        help_text=_("PDF or image, at most 10 MB. It is kept with the registration."),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    email = AddressField(
        max_length=254,
        label=_("E-mail address of the client"),
        help_text=_(
            "The client gets an e-mail and confirms on a web page. The registration continues only after that."
        ),
    )
    language = forms.ChoiceField(choices=OWN_NAMES, label=_("Language of the e-mail"))

    def __init__(self, data: Any = None, files: Any = None, *, company: Company) -> None:
        super().__init__(data, files, company=company)
        self.initial = {**self.initial, "email": company.email, "language": company.language}
        if company.mandate_given_on:
            self.initial["given_on"] = company.mandate_given_on

    def clean_given_on(self) -> Any:
        if self.cleaned_data["given_on"] > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return self.cleaned_data["given_on"]

    def clean_email(self) -> str:
        """G07: those who ask for the mandate do not give it to themselves."""
        email: str = self.cleaned_data["email"]
        if is_of_office(self.company.office, email):
            raise forms.ValidationError(_("This address belongs to your own office. The client must confirm."))
        return email

    def clean_proof(self) -> "UploadedFile[bytes] | None":
        proof: UploadedFile[bytes] | None = self.cleaned_data["proof"]
        if proof and PurePath(proof.name or "").suffix.lower() not in PROOFS:
            raise forms.ValidationError(_("Choose a PDF or an image (JPEG, PNG)."))
        if proof and (proof.size or 0) > LARGEST_PROOF:
            raise forms.ValidationError(_("This file is larger than 10 MB."))
        return proof

    def save(self, by: User) -> list[Registration]:
        given, proof = self.cleaned_data, self.cleaned_data["proof"]
        wish = MandateWish(
            given["given_by"],
            given["given_on"],
            given["email"],
            given["language"],
            proof=proof.read() if proof else b"",
            proof_name=proof.name or "" if proof else "",
        )
        with transaction.atomic():
            record_mandate(self.company, wish, by=by)
            return super().save(by)
