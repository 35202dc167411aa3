"""How to pay, on the readable page."""

from schakel.base.iban import compact, is_iban, printed
from schakel.einvoice.belgium import StructuredCommunication, is_structured_communication
from schakel.einvoice.model import Account, Card, Mandate, PaymentMeans
from schakel.einvoice.render.codes import means_name
from schakel.einvoice.render.shapes import Fact, PaymentView
from schakel.einvoice.render.wording import Wording
from schakel.einvoice.visible import visible


def payment_view(means: PaymentMeans, words: Wording) -> PaymentView:
    return PaymentView(
        means=means_name(means.code, words.language),
        facts=(
            *words.facts(("payment_text", visible(means.text))),
            *_account(means.account or Account(), words),
            *_remittance(means.remittance, words),
            *_mandate(means.mandate or Mandate(), words),
            *_card(means.card or Card(), words),
        ),
    )


def _account(account: Account, words: Wording) -> tuple[Fact, ...]:
    return (
        *_account_number("account", account.id, words),
        *words.facts(("account_name", visible(account.name)), ("bank", visible(account.bank))),
    )


def _account_number(label: str, number: str, words: Wording) -> tuple[Fact, ...]:
    """A valid IBAN in groups of four; anything else as it stands."""
    account = compact(number)
    if not is_iban(account):
        return words.facts((label, visible(number)))
    return (Fact(words.label("iban" if label == "account" else label), printed(account), account),)


def _remittance(remittance: str, words: Wording) -> tuple[Fact, ...]:
    """A valid structured communication in its printed form; anything else as it stands."""
    if not is_structured_communication(remittance):
        return words.facts(("remittance", visible(remittance)))
    found = StructuredCommunication.parse(remittance)
    return (Fact(words.label("structured_communication"), str(found), found.digits),)


def _mandate(mandate: Mandate, words: Wording) -> tuple[Fact, ...]:
    return (
        *words.facts(("mandate", visible(mandate.reference))),
        *_account_number("debited_account", mandate.debited_account, words),
    )


def _card(card: Card, words: Wording) -> tuple[Fact, ...]:
    return words.facts(
        ("card_number", visible(card.number)),
        ("card_network", visible(card.network)),
        ("card_holder", visible(card.holder)),
    )
