"""Bank statements of our own making."""

from decimal import Decimal

IBAN = "BE68539007547034"
CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{opening}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-23</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<Dt><Dt>2026-11-24</Dt></Dt></Bal>{entries}</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>{day}</Dt></BookgDt><NtryDtls><TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs>
<RltdPties>{party}</RltdPties><RmtInf>{remittance}</RmtInf></TxDtls></NtryDtls></Ntry>"""


def moved(
    amount: str,
    *,
    text: str = "",
    id_: str = "NOTPROVIDED",
    account: str = "BE71096123456769",
    day: str = "2026-11-24",
) -> str:
    """Money out below zero; twelve digits, or what begins with RF, stand in the structured field."""
    value, is_out = Decimal(amount), amount.startswith("-")
    inner = (
        f"<Strd><CdtrRefInf><Ref>{text}</Ref></CdtrRefInf></Strd>"
        if text.isdigit() or text.startswith("RF")
        else f"<Ustrd>{text or '-'}</Ustrd>"
    )
    who = "Cdtr" if is_out else "Dbtr"
    other = f"<{who}Acct><Id><IBAN>{account}</IBAN></Id></{who}Acct>" if account else ""
    return ENTRY.format(
        day=day, amount=abs(value), sign="DBIT" if is_out else "CRDT", id=id_, party=other, remittance=inner
    )


def camt(*entries: tuple[str, str], iban: str = IBAN, opening: str = "100000.00") -> bytes:
    """Entries as (amount, XML)."""
    closing = Decimal(opening) + sum(Decimal(amount) for amount, _xml in entries)
    return CAMT.format(
        iban=iban, opening=opening, closing=closing, entries="".join(xml for _amount, xml in entries)
    ).encode()


def out(amount: str, **told: str) -> tuple[str, str]:
    return amount, moved(amount, **told)
