"""CAMT.053: the bank statement of ISO 20022.

Sources: ISO 20022 camt.053.001.02 and .08 (later versions differ in nothing that is read here), Febelfin's guidelines for
Belgium.
"""

from datetime import date
from decimal import Decimal

from lxml import etree

from schakel.sepa.iban import account_of
from schakel.sepa.reference import FreeText, Remittance
from schakel.sepa.statements.model import (
    Balance,
    DamagedStatement,
    Entry,
    NotAStatement,
    Statement,
    balanced,
    structured,
)
from schakel.sepa.xml import day, each, first, name_of, number, parse, text

_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
_OPENING = ("OPBD", "PRCD")  # opening booked; else the previous closing booked
_CLOSING = ("CLBD",)
_BOOKED = "BOOK"  # a pending or informative entry moves nothing
_NOT_GIVEN = frozenset({"NOTPROVIDED", "NOT PROVIDED"})


def read(data: bytes) -> tuple[Statement, ...]:
    """The statements of a file.

    Raises:
        UnsafeXml, NotXml    permanent
        NotAStatement        permanent: another message
        DamagedStatement     permanent: an entry without amount, direction or date
        BalanceMismatch      permanent
    """
    root = parse(data)
    statements = each(root, "BkToCstmrStmt/Stmt")
    if not name_of(root)[0].startswith(_NAMESPACE) or not statements:
        raise NotAStatement(str(root.tag)[:100])
    return tuple(balanced(_statement(statement)) for statement in statements)


def _statement(statement: etree._Element) -> Statement:
    account = _account(statement, "Acct")
    balances = {text(told, "Tp/CdOrPrtry/Cd"): told for told in each(statement, "Bal")}
    closing = _balance(balances, _CLOSING)
    booked = [entry for entry in each(statement, "Ntry") if text(entry, "Sts/Cd", "Sts") == _BOOKED]
    return Statement(
        account=account,
        currency=text(statement, "Acct/Ccy") or _currency(statement),
        number=text(statement, "ElctrncSeqNb", "LglSeqNb", "Id"),
        opening=_balance(balances, _OPENING),
        closing=closing,
        entries=tuple(part for entry in booked for part in _entries(entry, own=account, closed=closing)),
    )


def _currency(statement: etree._Element) -> str:
    told = first(statement, "Bal/Amt", "Ntry/Amt")
    return "EUR" if told is None else told.get("Ccy", "EUR")


def _balance(balances: dict[str, etree._Element], kinds: tuple[str, ...]) -> Balance | None:
    told = next((balances[kind] for kind in kinds if kind in balances), None)
    if told is None:
        return None
    at = day(text(told, "Dt/Dt", "Dt/DtTm"))
    if at is None:
        raise DamagedStatement("a balance without date")
    return Balance(_signed(_amount(told, "Amt"), told), at)


def _entries(entry: etree._Element, *, own: str, closed: Balance | None) -> list[Entry]:
    """The parts of an entry when they add up to it, else the entry as one."""
    total = _signed(_amount(entry, "Amt"), entry)
    booked = day(text(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")) or (
        closed.day if closed else None
    )
    if booked is None:
        raise DamagedStatement("an entry without date")
    details = each(entry, "NtryDtls/TxDtls")
    amounts = [_detail_amount(detail, entry) for detail in details]
    if len(details) > 1 and None not in amounts and sum(part for part in amounts if part is not None) == total:
        return [
            _entry(entry, detail, amount=part, booked=booked, own=own)
            for detail, part in zip(details, amounts, strict=True)
            if part is not None
        ]
    only = details[0] if len(details) == 1 else None
    return [_entry(entry, only, amount=total, booked=booked, own=own)]


def _entry(entry: etree._Element, detail: etree._Element | None, *, amount: Decimal, booked: date, own: str) -> Entry:
    told = entry if detail is None else detail
    name, account = _counterparty(told, incoming=amount > 0, own=own)
    return Entry(
        amount=amount,
        booked=booked,
        valued=day(text(entry, "ValDt/Dt", "ValDt/DtTm")),
        name=name,
        account=account,
        remittance=_remittance(told) if each(told, "RmtInf") else FreeText(text(entry, "AddtlNtryInf")),
        bank_id=text(told, "Refs/AcctSvcrRef") or text(entry, "AcctSvcrRef"),
        our_id=_our_id(entry, told),
    )


def _our_id(entry: etree._Element, told: etree._Element) -> str:
    end_to_end = text(told, "Refs/EndToEndId")
    if end_to_end and end_to_end not in _NOT_GIVEN:
        return end_to_end
    return text(told, "Refs/PmtInfId") or text(entry, "NtryDtls/Btch/PmtInfId", "NtryDtls/TxDtls/Refs/PmtInfId")


def _counterparty(told: etree._Element, *, incoming: bool, own: str) -> tuple[str, str]:
    """Name and account of the other side. In money that came back, the bank may leave us in the place of the payer."""
    for role in ("Dbtr", "Cdtr") if incoming else ("Cdtr", "Dbtr"):
        name = text(told, f"RltdPties/{role}/Pty/Nm", f"RltdPties/{role}/Nm")
        account = _account(told, f"RltdPties/{role}Acct")
        if (name or account) and account != own:
            return name, account
    return "", ""


def _account(parent: etree._Element, path: str) -> str:
    return account_of(text(parent, f"{path}/Id/IBAN", f"{path}/Id/Othr/Id"))


def _remittance(told: etree._Element) -> Remittance:
    references = [(ref.text or "").strip() for ref in each(told, "RmtInf/Strd/CdtrRefInf/Ref")]
    free = [(line.text or "").strip() for line in each(told, "RmtInf/Ustrd")]
    if len(references) == 1:
        return structured(references[0])
    return FreeText(" ".join(part for part in references + free if part))


def _detail_amount(detail: etree._Element, entry: etree._Element) -> Decimal | None:
    """The signed amount of a part; None when it is not told in the currency of the account."""
    told = first(detail, "Amt", "AmtDtls/TxAmt/Amt")
    whole = first(entry, "Amt")
    if told is None or whole is None or told.get("Ccy") != whole.get("Ccy"):
        return None
    found = number((told.text or "").strip())
    return None if found is None else _signed(found, detail if text(detail, "CdtDbtInd") else entry)


def _amount(parent: etree._Element, path: str) -> Decimal:
    found = number(text(parent, path))
    if found is None:
        raise DamagedStatement("an amount that is no number")
    return found


def _signed(amount: Decimal, told: etree._Element) -> Decimal:
    direction = text(told, "CdtDbtInd")
    if direction not in ("CRDT", "DBIT"):
        raise DamagedStatement(f"{direction[:20]!r} is no direction")
    return -amount if direction == "DBIT" and amount else amount
