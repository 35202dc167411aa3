"""What is asked of an account: by its page, and through it by the API."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schakel.hub.connections.forms import CompanyField
from schakel.hub.connections.models import Company, Office
from schakel.hub.network.access_points.providers import providers
from schakel.hub.network.accounts.save import AccountRefused, add_company, change_account, create_account
from schakel.hub.network.accounts.sentences import NO_ANSWER, SENTENCES, sentence
from schakel.hub.network.models import ProviderAccount
from schakel.hub.network.models.provider_account import LONGEST_CREDENTIAL, LONGEST_URL
from schakel.hub.outside import require_target
from schakel.hub.people.models import User
from schakel.peppol.errors import Unreachable

VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?")  # RFC 9110, section 5.5, without what is not ASCII
LABELS = {
    "key": gettext_lazy("Key"),
    "secret": gettext_lazy("Secret"),
    "webhook_secret": gettext_lazy("Secret of the webhook"),
}
OF_COMPANY = {"legal_entity"}  # a credential of each company, not of the account


def account_credentials(kind: str) -> dict[str, bool]:
    """Those of the account itself, and whether each must be there."""
    return {name: need for name, need in providers()[kind].credentials.items() if name not in OF_COMPANY}


def needs_legal_entity(kind: str) -> bool:
    return "legal_entity" in providers()[kind].credentials


def checked_credential(value: str) -> str:
    """Never a second header (J01). Raises ValidationError."""
    value = value.strip()
    if value and not VALUE.fullmatch(value):
        raise ValidationError(_("Use only letters, digits and signs of plain ASCII."))
    if len(value) > LONGEST_CREDENTIAL:
        raise ValidationError(_("At most %(most)s characters.") % {"most": LONGEST_CREDENTIAL})
    return value


def checked_url(url: str) -> str:
    """F01: refused when filled in, and again at every connection. Raises ValidationError."""
    url = url.strip().rstrip("/")
    if not url:
        return ""
    parts = urlsplit(url)
    if len(url) > LONGEST_URL or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValidationError(_("This is not the address of an API. An example: https://api.example.com/v1"))
    try:
        require_target(url)
    except Unreachable as fault:
        raise ValidationError(str(SENTENCES["ADDRESS_REFUSED"] if fault.permanent else NO_ANSWER)) from fault
    return url


def is_same_server(one: str, other: str, *, kind: str) -> bool:
    """Empty: the usual address."""
    first, second = (urlsplit(each or providers()[kind].usual_address) for each in (one, other))
    return (first.scheme, first.netloc.lower()) == (second.scheme, second.netloc.lower())


class AccountForm(forms.Form):
    """A new account, or with `account` a change of it: a key that is left empty stays as it was."""

    url = forms.CharField(
        label=gettext_lazy("Address of the API"),
        required=False,
        max_length=LONGEST_URL,
        help_text=gettext_lazy("Leave empty for the usual address. The provider's test environment has another one."),
    )

    def __init__(self, data: Any = None, *, kind: str, office: Office, account: ProviderAccount | None = None) -> None:
        super().__init__(data, initial={"url": account.url if account else ""})
        self.kind, self.office, self.account = kind, office, account
        for name, is_required in account_credentials(kind).items():
            self.fields[name] = forms.CharField(
                label=LABELS[name],
                required=is_required and account is None,
                max_length=LONGEST_CREDENTIAL,
                widget=forms.PasswordInput({"autocomplete": "off"}),
                help_text=_("Leave empty to keep the current value.") if account else _("We keep it encrypted."),
            )
        self.order_fields([*account_credentials(kind), "url"])

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        return url if self.account and url == self.account.url else checked_url(url)

    def clean(self) -> dict[str, Any]:
        """A key that nobody reads again must not leave for a server that somebody else fills in later."""
        given = super().clean() or {}
        for name in account_credentials(self.kind):
            try:
                given[name] = checked_credential(given.get(name) or "")
            except ValidationError as fault:
                self.add_error(name, fault)
        if self.account and "url" in given and not given.get("key"):
            if not is_same_server(self.account.url, given["url"], kind=self.kind):
                self.add_error("key", _("This is another server: fill in the key again."))
            elif not self.known:
                self.add_error("key", sentence("ACCOUNT_UNREADABLE"))
        return given

    @property
    def known(self) -> dict[str, str]:
        """The keys as they are; none where they cannot be read, and none for another server."""
        return self.account.known_credentials if self.account else {}

    def save(self, by: User) -> ProviderAccount | None:
        """None, and the sentence in the form, when it is refused."""
        given = {name: self.cleaned_data.get(name, "") for name in account_credentials(self.kind)}
        url = self.cleaned_data["url"]
        try:
            if self.account is None:
                return create_account(self.office, self.kind, url, given, by=by)
            is_same = is_same_server(self.account.url, url, kind=self.kind)
            stays = self.known if is_same else {}
            change_account(self.account, url, {name: given[name] or stays.get(name, "") for name in given})
        except AccountRefused as refused:
            self.add_error(None, str(refused.sentence))
            return None
        return self.account


class AccountCompanyForm(forms.Form):
    """Another company of the office, whose documents go through this account from now on."""

    company = CompanyField(label=gettext_lazy("Company"))
    legal_entity = forms.CharField(
        label=gettext_lazy("Number at the provider (legal entity)"),
        max_length=40,
        help_text=gettext_lazy("The provider shows it beside the company in its own pages."),
    )

    def __init__(self, data: Any = None, *, account: ProviderAccount) -> None:
        super().__init__(data)
        self.account = account
        self.fields["company"].companies = Company.objects.open().filter(office=account.office_id)  # type: ignore[attr-defined]  # a CompanyField
        if not needs_legal_entity(account.kind):
            del self.fields["legal_entity"]

    def clean_legal_entity(self) -> str:
        return checked_credential(self.cleaned_data["legal_entity"])

    def save(self) -> bool:
        """False, and the sentence in the form, when it is refused."""
        given = self.cleaned_data
        try:
            add_company(self.account, given["company"], legal_entity=given.get("legal_entity", ""))
        except AccountRefused as refused:
            self.add_error("company", str(refused.sentence))
            return False
        return True
