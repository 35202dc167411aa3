#!/usr/bin/env bash
# camt053 0.0.23 (2026-10): a package for bank statements whose model has no place for what was paid, or why.
#
# An entry of 30.00 that collects two payments (10.00 with a Belgian structured communication, 20.00 with free text) is read with its
# total; its two details keep references and counterparty, but neither their own amount nor anything of RmtInf.
# The file is camt.053.001.08 as ISO 20022 defines it; amounts and texts stand in Ntry/NtryDtls/TxDtls.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check camt053==0.0.23
cat > "$work/try.py" <<'PY'
import dataclasses
import warnings

warnings.simplefilter("ignore")
from camt053 import parse_statement


def detail(amount, remittance):
    return (f'<TxDtls><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Klant</Nm></Pty></Dbtr>'
            f"<DbtrAcct><Id><IBAN>BE43068999999501</IBAN></Id></DbtrAcct></RltdPties><RmtInf>{remittance}</RmtInf></TxDtls>")


def balance(kind, amount, day):
    return (f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
            f"<Dt><Dt>{day}</Dt></Dt></Bal>")


structured = ("<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>BBA</Issr></Tp><Ref>010806817183</Ref></CdtrRefInf></Strd>")
xml = (
    '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>'
    "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-24T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><CreDtTm>2026-11-24T20:00:00</CreDtTm>"
    "<Acct><Id><IBAN>BE71096123456769</IBAN></Id><Ccy>EUR</Ccy></Acct>"
    + balance("OPBD", "1000.00", "2026-11-23") + balance("CLBD", "1030.00", "2026-11-24")
    + '<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-24</Dt></BookgDt>'
    "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>"
    + detail("10.00", structured) + detail("20.00", "<Ustrd>factuur 2026-009</Ustrd>")
    + "</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
)
entry = parse_statement(xml).entries[0]
whole = repr(dataclasses.asdict(entry))
seen = (entry.amount, len(entry.details), "10.00" in whole, "010806817183" in whole, "2026-009" in whole)
print("amount, details, amount of the first, its reference, text of the second:", *seen)
raise SystemExit(0 if seen == ("30.00", 2, False, False, False) else "changed")
PY
"$work/venv/bin/python" "$work/try.py"
