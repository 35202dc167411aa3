#!/usr/bin/env bash
# bankstatementparser 0.0.29 (2026-10) finds who paid in camt.053.001.02 and no longer in camt.053.001.08.
#
# Between the two versions ISO 20022 put a party one level deeper (Dbtr/Nm became Dbtr/Pty/Nm). The newer file is read without an error;
# only the columns Debtor and Creditor are empty. The amount of money out is -5.00 in one column and 5.00 in the next.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q --disable-pip-version-check bankstatementparser==0.0.29
cat > "$work/try.py" <<'PY'
import sys
from pathlib import Path

from bankstatementparser import CamtParser


def statement(version):
    new = version == "08"
    name = lambda text: f"<Pty><Nm>{text}</Nm></Pty>" if new else f"<Nm>{text}</Nm>"
    status = "<Sts><Cd>BOOK</Cd></Sts>" if new else "<Sts>BOOK</Sts>"
    amount = lambda text: f'<Amt Ccy="EUR">{text}</Amt>'

    def entry(sum_, way, role):
        told = f"{amount(sum_)}<CdtDbtInd>{way}</CdtDbtInd>" if new else f"<AmtDtls><TxAmt>{amount(sum_)}</TxAmt></AmtDtls>"
        return (f"<Ntry>{amount(sum_)}<CdtDbtInd>{way}</CdtDbtInd>{status}<BookgDt><Dt>2026-11-24</Dt></BookgDt><BkTxCd><Domn><Cd>PMNT</Cd>"
                f"<Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>{told}<RltdPties><{role}>"
                f"{name('Bakkerij')}</{role}></RltdPties><RmtInf><Ustrd>factuur</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>")

    def balance(kind, sum_, day):
        return (f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount(sum_)}<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>")

    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        "<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-24T20:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id><CreDtTm>2026-11-24T20:00:00</CreDtTm>"
        "<Acct><Id><IBAN>BE71096123456769</IBAN></Id><Ccy>EUR</Ccy></Acct>" + balance("OPBD", "1000.00", "2026-11-23")
        + balance("CLBD", "1005.00", "2026-11-24") + entry("10.00", "CRDT", "Dbtr") + entry("5.00", "DBIT", "Cdtr")
        + "</Stmt></BkToCstmrStmt></Document>"
    )


seen = {}
for version in ("02", "08"):
    file = Path(sys.argv[1]) / f"statement{version}.xml"
    file.write_text(statement(version))
    table = CamtParser(str(file)).parse()
    print(version, table[["Amount", "TransactionAmount", "Debtor", "Creditor"]].to_string(index=False), sep="\n")
    seen[version] = (list(table["Debtor"]), list(table["Creditor"]), [str(a) for a in table["Amount"]], [str(a) for a in table["TransactionAmount"]])
expected = {"02": (["Bakkerij", ""], ["", "Bakkerij"], ["10.00", "-5.00"], ["10.00", "5.00"]),
            "08": (["", ""], ["", ""], ["10.00", "-5.00"], ["10.00", "5.00"])}
raise SystemExit(0 if seen == expected else f"changed: {seen}")
PY
"$work/venv/bin/python" "$work/try.py" "$work"
