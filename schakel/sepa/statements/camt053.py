"""CAMT.053: the bank statement of ISO 20022.

Sources: ISO 20022 camt.053.001.02 to .13 (the versions differ in two places that are read here, and both are read),
Febelfin's guidelines for Belgium.
"""

import re
from collections.abc import Set
from datetime import date
from decimal import Decimal
from itertools import islice

from lxml import etree

from schakel.base.blanks import BLANKS
from schakel.sepa.iban import account_of
from schakel.sepa.reference import NO_TEXT, FreeText
from schakel.sepa.statements.model import (
    Balance,
    DamagedStatement,
    Entry,
    NotAStatement,
    Statement,
    TooManyEntries,
    balanced,
    given,
    remittance_of,
    words,
)
from schakel.sepa.xml import day, each, first, name_of, number, parse, text

_NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.(0[2-9]|1[0-3])")
_FOREIGN = "SplmtryData"  # what a bank adds in a namespace of its own
_OPENING = ("OPBD", "PRCD")  # opening booked; else the previous closing booked
_CLOSING = ("CLBD",)
_BOOKED = "BOOK"  # a pending or informative entry moves nothing
_AMOUNTS = ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt", "AmtDtls/CntrValAmt/Amt")  # of a part
_SAID = frozenset({"Ustrd", "Nb", "RefNb", "AddtlRmtInf", "AddtlInf", "Desc"})  # in what the payer says
_ADDED = frozenset({"AddtlTxInf", "AddtlInf"})  # by the bank
_NAMED = frozenset({"Nm", "AdrLine", "StrtNm", "MndtId"})  # of everybody who takes part


def read(data: bytes, *, most: int) -> tuple[Statement, ...]:
    """The statements of a file, with at most so many entries and parts of entries.

    Raises:
        TooManyEntries       permanent
        UnsafeXml, NotXml    permanent
        NotAStatement        permanent: another message, an unknown version, or two versions in one file
        DamagedStatement     permanent: an entry without amount, direction or date
        BalanceMismatch      permanent
    """
    root = parse(data)
    if sum(1 for _ in islice(root.iter("{*}Stmt", "{*}Ntry", "{*}TxDtls"), most + 1)) > most:
        raise TooManyEntries(f"more than {most}")
    statements = each(root, "BkToCstmrStmt/Stmt")
    if not _NAMESPACE.fullmatch(name_of(root)[0]) or not statements or _is_mixed(root, name_of(root)[0]):
        raise NotAStatement(str(root.tag)[:100])
    return tuple(balanced(_statement(statement)) for statement in statements)


def _is_mixed(element: etree._Element, namespace: str) -> bool:
    """Whether some element is of another message or version: what is looked for by name would be read by halves."""
    strangers = (found for found in element.iter() if not found.tag.startswith(f"{{{namespace}}}"))
    return any(all(name_of(above)[1] != _FOREIGN for above in found.iterancestors()) for found in strangers)


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
    """The parts of an entry when they add up to it, else the entry as one with all that its parts say."""
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
            _entry(entry, [detail], amount=part, booked=booked, own=own)
            for detail, part in zip(details, amounts, strict=True)
            if part is not None
        ]
    return [_entry(entry, details, amount=total, booked=booked, own=own)]


def _entry(entry: etree._Element, details: list[etree._Element], *, amount: Decimal, booked: date, own: str) -> Entry:
    told = details[0] if len(details) == 1 else entry
    name, account = _counterparty(told, incoming=amount > 0, own=own)
    references = [ref for detail in details for ref in each(detail, "RmtInf/Strd/CdtrRefInf/Ref")]
    said = remittance_of(
        [ref.text or "" for ref in references],
        [line for detail in details for part in each(detail, "RmtInf") for line in _texts(part, _SAID)],
    )
    added = words([*_outside(details, _ADDED), text(entry, "AddtlNtryInf")])
    names = [named for named in words(_outside(details, _NAMED)) if named != name]
    is_silent = said == NO_TEXT
    return Entry(
        amount=amount,
        booked=booked,
        valued=day(text(entry, "ValDt/Dt", "ValDt/DtTm")),
        name=name,
        account=account,
        remittance=FreeText(" ".join(added)) if is_silent else said,
        bank_id=text(told, "Refs/AcctSvcrRef") or text(entry, "AcctSvcrRef"),
        our_id=_our_id(entry, told),
        information=" ".join(names if is_silent else added + names),
    )


def _our_id(entry: etree._Element, told: etree._Element) -> str:
    of_file = "NtryDtls/Btch/PmtInfId", "NtryDtls/TxDtls/Refs/PmtInfId"
    return given(text(told, "Refs/EndToEndId")) or text(told, "Refs/PmtInfId") or text(entry, *of_file)


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


def _texts(element: etree._Element, names: Set[str]) -> list[str]:
    """Of all elements with such a name in it."""
    return [found.text or "" for found in element.iter(*(f"{{*}}{name}" for name in names))] if names else []


def _outside(details: list[etree._Element], names: Set[str]) -> list[str]:
    """The texts that do not stand in what the payer says, but for the names there."""
    parts = [part for detail in details for part in detail]
    return [line for part in parts for line in _texts(part, names & _NAMED if name_of(part)[1] == "RmtInf" else names)]


def _detail_amount(detail: etree._Element, entry: etree._Element) -> Decimal | None:
    """The signed amount of a part; None when it is not told in the currency of the account."""
    whole = first(entry, "Amt")
    currency = None if whole is None else whole.get("Ccy")
    told = next((one for path in _AMOUNTS for one in each(detail, path)[:1] if one.get("Ccy") == currency), None)
    if told is None:
        return None
    found = number((told.text or "").strip(BLANKS))
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
