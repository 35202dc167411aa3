"""What becomes one transfer: an invoice, or an invoice less the credit notes of its supplier.

A credit note is taken off the invoice it names (BT-25), else off the largest of that supplier, so that every transfer can
tell the one communication by which the supplier finds the invoice. Only where one invoice cannot bear it are several
paid together.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schakel.base.characters import to_sepa
from schakel.hub.documents.opening import opened
from schakel.hub.payments.models import Payable, WhyNot
from schakel.hub.payments.paynow import remittance_of
from schakel.sepa.reference import FreeText, Remittance

LONGEST_TEXT = 140


@dataclass(frozen=True)
class TransferGroup:
    """What becomes one transfer; the invoices first."""

    payables: tuple[Payable, ...]

    @property
    def amount(self) -> Decimal:
        return sum((each.left or Decimal(0) for each in self.payables), Decimal(0))

    @property
    def invoices(self) -> list[Payable]:
        return [each for each in self.payables if each.why_not != WhyNot.MONEY_BACK]

    @property
    def numbers(self) -> str:
        return ", ".join(each.document.number for each in self.payables)

    def remittance(self) -> Remittance:
        """What its invoice asks for, or all of them ask for alike; else the numbers, also of the credit notes.

        A transfer holds a structured reference or a text, never both (EPC132-08). Raises SepaError: written
        as a reference, but wrong.
        """
        asked = {remittance_of(each) for each in self.invoices}
        if len(self.payables) == 1 or (len(asked) == 1 and not isinstance(next(iter(asked)), FreeText)):
            return asked.pop()
        return FreeText(to_sepa(self.numbers, longest=LONGEST_TEXT))


def group_for_transfers(payables: Iterable[Payable]) -> Iterator[TransferGroup]:
    suppliers: defaultdict[str, list[Payable]] = defaultdict(list)
    for each in payables:
        suppliers[each.document.issuer or each.document.party].append(each)
    for of_one in suppliers.values():
        yield from net_supplier(of_one)


def net_supplier(of_one: Sequence[Payable]) -> Iterator[TransferGroup]:
    """All that is chosen of one supplier."""
    groups = [TransferGroup((each,)) for each in of_one if each.why_not != WhyNot.MONEY_BACK]
    loose: list[Payable] = []
    for credit in (each for each in of_one if each.why_not == WhyNot.MONEY_BACK):
        if home := group_named_by(credit, groups):
            groups[groups.index(home)] = merge([home], [credit])
        else:
            loose.append(credit)
    yield from deduct(groups, loose) if loose else groups


def group_named_by(credit: Payable, groups: list[TransferGroup]) -> TransferGroup | None:
    """The invoice that this credit note corrects, when something is left to pay of it."""
    invoice = opened(credit.document).invoice
    numbers = {each.number for each in invoice.preceding_invoices} if invoice else set()
    named = (group for group in groups if group.payables[0].document.number in numbers)
    return next((group for group in named if group.amount + (credit.left or 0) > 0), None)


def deduct(groups: list[TransferGroup], loose: list[Payable]) -> Iterator[TransferGroup]:
    """The loose credit notes with as few invoices as can bear them, the largest first, of one account."""
    if not groups:
        yield TransferGroup(tuple(loose))
        return
    largest = max(groups, key=lambda group: group.amount)
    account = largest.payables[0].iban
    bearing: list[TransferGroup] = []
    for group in sorted(groups, key=lambda group: (group.payables[0].iban != account, -group.amount)):
        if bearing and merge(bearing, loose).amount > 0:
            yield group
        else:
            bearing.append(group)
    yield merge(bearing, loose)


def merge(groups: list[TransferGroup], notes: list[Payable]) -> TransferGroup:
    all_ = [*(each for group in groups for each in group.payables), *notes]
    return TransferGroup(tuple(sorted(all_, key=lambda each: each.why_not == WhyNot.MONEY_BACK)))
