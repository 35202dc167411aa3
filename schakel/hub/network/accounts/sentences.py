"""What a provider answered to an account, in the reader's words: the codes of its errors."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NO_ANSWER = gettext_lazy("The provider did not respond. We will try again.")
SENTENCES: dict[str, str | Promise] = {
    "PROVIDER_401": gettext_lazy("The provider does not accept this key. Check the key in the provider's own pages."),
    "PROVIDER_403": gettext_lazy("The provider accepts this key, but does not allow what we ask with it."),
    "PROVIDER_404": gettext_lazy("The provider does not know what we asked for. Check the address, and the number there."),
    "PROVIDER_429": gettext_lazy("The provider asks us to wait, because there were too many requests. We will try again."),
    "NOT_AT_PROVIDER": gettext_lazy("The key works, but the provider does not have this company. Add it in the provider's pages."),
    "NO_COMPANY": gettext_lazy("Add a company first: this provider can only be asked about a company."),
    "ACCOUNT_UNREADABLE": gettext_lazy("The key can no longer be read. Fill it in again."),
    "ADDRESS_REFUSED": gettext_lazy("You cannot use this address from here. Ask the operator of this installation."),
}  # fmt: skip


def sentence(error: str) -> str:
    """Of an error as it is kept, `CODE: detail`; empty for none."""
    code, _colon, _detail = error.partition(": ")
    if not code or code in SENTENCES:
        return str(SENTENCES.get(code, ""))
    if code.startswith("PROVIDER_4"):
        return _("The provider refused: %(code)s.") % {"code": code.removeprefix("PROVIDER_")}
    return str(NO_ANSWER)
