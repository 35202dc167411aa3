"""Run by test_generated_client.py with the client that a generator made of our description: URL KEY SHEET

Brings an office's clients in: imports a sheet, invites them and asks for their mandate, and looks until they are registered.
Where others have work to do, it says so in a line and waits for one.
"""

import json
import sys
from pathlib import Path

from schakel_client import AuthenticatedClient
from schakel_client.api.companies import create_import, get_import, get_import_rows
from schakel_client.api.invitations import get_invitations, remind_clients
from schakel_client.api.mandates import get_mandates
from schakel_client.api.registrations import get_registrations
from schakel_client.api.runs import create_run, get_run, get_run_rows
from schakel_client.models import Choice, RemindersIn, RowOutcome, RunIn
from schakel_client.types import File


def wait_for(whom: str) -> None:
    print(whom, flush=True)
    sys.stdin.readline()


def main(url: str, key: str, sheet: Path) -> dict[str, object]:
    client = AuthenticatedClient(base_url=url, token=key, raise_on_unexpected_status=True)
    with sheet.open("rb") as rows:
        started = create_import.sync(client=client, body=File(payload=rows), name=sheet.name)
    wait_for("worker")
    done = get_import.sync(started.id, client=client)
    faulty = get_import_rows.sync(started.id, client=client, outcome=RowOutcome.FAULTY).items
    run = create_run.sync(client=client, body=RunIn(company_import=started.id, document_choices=[Choice.INVOICES]))
    wait_for("worker")
    asked = get_run_rows.sync(run.id, client=client).items
    open_ = get_invitations.sync(client=client).items
    reminded = remind_clients.sync(client=client, body=RemindersIn(invitations=[each.id for each in open_]))
    wait_for("clients")
    wait_for("worker")
    return {
        "import": [done.state, done.rows.added, [each.faults for each in faulty]],
        "asked": [each.stage for each in asked],
        "reminded": [reminded.reminded, reminded.recent],
        "run": [
            get_run.sync(run.id, client=client).state,
            *(r.stage for r in get_run_rows.sync(run.id, client=client).items),
        ],
        "invitations": sorted({each.state for each in get_invitations.sync(client=client).items}),
        "mandates": [each.state for each in get_mandates.sync(client=client).items],
        "registrations": [
            [each.participant, each.state, each.has_mandate] for each in get_registrations.sync(client=client).items
        ],
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))))
