"""CAMT.053 files to test with, in the two versions banks give; every name and account is invented."""

ACCOUNT = "BE71096123456769"
PAYER = "BE68539007547034"


def _party(role, name, account, *, new):
    if not name and not account:
        return ""
    inner = f"<Pty><Nm>{name}</Nm></Pty>" if new else f"<Nm>{name}</Nm>"
    return f"<{role}>{inner}</{role}><{role}Acct><Id><IBAN>{account}</IBAN></Id></{role}Acct>"


def remittance(*references, text=""):
    strd = "".join(
        "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp>"
        f"<Ref>{reference}</Ref></CdtrRefInf></Strd>"
        for reference in references
    )
    return "<RmtInf>" + (f"<Ustrd>{text}</Ustrd>" if text else "") + strd + "</RmtInf>"


def detail(amount=None, *, way="CRDT", role="Dbtr", party=("Bakkerij", PAYER), info="", refs="", new=True, ccy="EUR"):
    told = f'<Amt Ccy="{ccy}">{amount}</Amt>' if amount else ""
    if told and not new:
        told = f"<AmtDtls><TxAmt>{told}</TxAmt></AmtDtls>"
    if told and new:
        told += f"<CdtDbtInd>{way}</CdtDbtInd>"
    parties = _party(role, *party, new=new)
    refs = f"<Refs>{refs}</Refs>" if refs else ""
    return f"<TxDtls>{refs}{told}<RltdPties>{parties}</RltdPties>{info}</TxDtls>"


def entry(amount, *details, way="CRDT", status="BOOK", batch="", extra="", new=True, booked="2026-11-24"):
    status = f"<Sts><Cd>{status}</Cd></Sts>" if new else f"<Sts>{status}</Sts>"
    dates = f"<BookgDt><Dt>{booked}</Dt></BookgDt><ValDt><DtTm>2026-11-25T00:00:00</DtTm></ValDt>" if booked else ""
    inner = f"<NtryDtls>{batch}{''.join(details)}</NtryDtls>" if details or batch else ""
    code = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>{status}{dates}'
        f"<AcctSvcrRef>BANK-1</AcctSvcrRef>{code}{inner}{extra}</Ntry>"
    )


def balance(kind, amount, day, *, way="CRDT"):
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
        f"<CdtDbtInd>{way}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def statement(*entries, opening="1000.00", closing, first="OPBD", ccy="<Ccy>EUR</Ccy>"):
    balances = balance(first, opening, "2026-11-23") if opening else ""
    balances += balance("CLBD", closing, "2026-11-24") if closing else ""
    return (
        "<Stmt><Id>S1</Id><ElctrncSeqNb>228</ElctrncSeqNb><CreDtTm>2026-11-24T20:00:00</CreDtTm>"
        f"<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id>{ccy}</Acct>{balances}{''.join(entries)}</Stmt>"
    )


def data(*statements, version="08", name="camt.053.001."):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:{name}{version}">'
        "<BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-24T20:00:00</CreDtTm></GrpHdr>"
        f"{''.join(statements)}</BkToCstmrStmt></Document>"
    ).encode()
