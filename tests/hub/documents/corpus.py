"""The valid examples of the corpus, and companies for their parties."""

import json
from pathlib import Path

from schakel.einvoice.model import Invoice
from schakel.einvoice.ubl.read import read
from schakel.hub.connections.models import Company, Connection, Office, Participant
from schakel.hub.documents.placement import addresses, companies_of

FOLDERS = ("peppol-bis3-examples", "vida-pilot", "en16931-examples", "odoo-beg")


def valid_examples(corpus: Path) -> list[Path]:
    """Invoices and credit notes that the official rules of EN 16931 find nothing fatal in."""
    found = []
    for folder in FOLDERS:
        for line in (corpus / folder / "manifest.jsonl").read_text().splitlines():
            case = json.loads(line)
            judged = case.get("verdict", {}).get("en16931-1.3.16") == "valid"
            if judged and case["root"] in ("Invoice", "CreditNote"):
                found.append(corpus / folder / case["file"])
    return found


def move_in(office: Office, paths: list[Path]) -> None:
    """A company for every party that has a number to be known by."""
    for path in paths:
        invoice = read(path.read_bytes())
        settle(office, invoice)


def settle(office: Office, invoice: Invoice) -> None:
    for party in (invoice.buyer, invoice.seller):
        known = list(dict.fromkeys(addresses(party)))
        if not known or companies_of(party) != [None]:
            continue
        company = Company.objects.create(office=office, name=party.display_name[:200], language="nl")
        Participant.objects.create(company=company, scheme=known[0][0], value=known[0][1])
        for side in Connection.Side:
            Connection.objects.create(company=company, side=side)
