"""Every state that a page shows has a badge, and one only: what a template shows is walked, and what it may show."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

import schakel.hub
from schakel.hub.connections.models import Change, CompanyImport, CompanyImportRow, Connection, Invitation
from schakel.hub.documents.bills.models import Effect, Hold
from schakel.hub.forwarding.models import Forward
from schakel.hub.network.models import Answer, Protest, ProviderAccount, Registration, Transmission
from schakel.hub.network.operating.certificates import CertificateLine
from schakel.hub.network.registration.runs.stages import BADGES
from schakel.hub.network.responses.codes import AnswerStatus
from schakel.hub.payments.models import PaymentFile
from schakel.hub.payments.status import PaymentState
from schakel.hub.records.models import DeletionList
from schakel.hub.sales.models import Mailing, Recurrence
from schakel.hub.web import badges
from schakel.hub.web.sheet_rows import RowOutcome

HUB = Path(schakel.hub.__file__).parent
BADGE = re.compile(r"\{% badge (\S+) ")
EFFECTS = [effect.value for effect in Effect if effect is not Effect.COUNTS] + Hold.values
INVITED = [*Connection.State.values, *Invitation.State.values]


def of_transmissions() -> list[str]:
    return [Transmission(state=state).tone for state in Transmission.State.values]


def of_answers() -> list[str]:
    return [Answer(status=status).tone for status in ["", "XX", *AnswerStatus.values]]


def of_certificates() -> list[str]:
    ages = [(days, used) for days in (-1, 1, 20, 400) for used in (True, False)]
    return [CertificateLine("as4", "", "", None, days, is_used=used).tone for days, used in ages]


SHOWN: dict[str, Iterable[str]] = {  # template, what it shows → what that may be
    "documents/rows.html document.bill.effect": EFFECTS,
    "documents/bills/said.html bill.effect": EFFECTS,
    "sales/list.html mark.0": [*of_transmissions(), "unconfirmed"],
    "sales/mailed.html each.state": Mailing.State.values,
    "sales/recurrences.html row.state": Recurrence.State.values,
    "web/sheet_preview.html outcome": RowOutcome.values,
    "web/sheet_preview.html line.outcome": RowOutcome.values,
    "network/beside.html answer.tone": of_answers(),
    "network/beside.html each.row.tone": of_transmissions(),
    "network/protest.html protest.tone": [Protest(says=says).tone for says in Protest.Says.values],
    "network/address.html seen.state": Registration.State.values,
    "network/panel.html seen.state": Registration.State.values,
    "network/answers.html answer.tone": of_answers(),
    "network/operating/row.html row.tone": of_transmissions(),
    "network/operating/transmission.html row.tone": of_transmissions(),
    "network/operating/health.html each.tone": of_certificates(),
    "connections/where.html status.state.value": Connection.State.values,
    "connections/change.html shown.change.state": Change.State.values,
    "connections/changes.html shown.change.state": Change.State.values,
    "connections/invitation_line.html invitation.state_now.value": INVITED,
    "connections/colleagues.html invitation.state_now.value": INVITED,
    "connections/group.html group.mark.0": Registration.State.values,
    "connections/dense_rows.html group.mark.0": Registration.State.values,
    "connections/dense_rows.html row.status.state.value": Connection.State.values,
    "connections/imports/list.html company_import.state": CompanyImport.State.values,
    "connections/imports/rows.html row.outcome": CompanyImportRow.Outcome.values,
    "network/registrations_rows.html address.state": Registration.State.values,
    "network/closed_panel.html row.state": Registration.State.values,
    "network/runs/rows.html row.badge": list(BADGES.values()),
    "network/accounts/rows.html row.account.state": ProviderAccount.State.values,
    "network/accounts/account.html account.state": ProviderAccount.State.values,
    "records/deletion.html list.tone": [DeletionList(state=state).tone for state in DeletionList.State.values],
    "records/deletions.html each.tone": [DeletionList(state=state).tone for state in DeletionList.State.values],
    "forwarding/forward.html forward.state": Forward.State.values,
    "forwarding/row.html forward.state": Forward.State.values,
    "forwarding/forward.html resting": EFFECTS,
    "forwarding/row.html resting": EFFECTS,
    "payments/choices.html each.here.state": PaymentState.values,
    "payments/rows.html each.state": PaymentState.values,
    "payments/beside.html here.state": PaymentState.values,
    "payments/files.html file.state": PaymentFile.State.values,
    "payments/file.html file.state": PaymentFile.State.values,
}


def shown() -> Iterator[tuple[str, str]]:
    """Template and what it shows, of each badge of each template."""
    for path in sorted(HUB.rglob("templates/**/*.html")):
        for found in BADGE.finditer(path.read_text("utf-8")):
            yield str(path).rpartition("/templates/")[2], found[1]


def test_every_badge_of_every_template_exists():
    found = list(shown())
    assert len(found) > 50
    for template, what in found:
        codes = [what.strip('"')] if what.startswith('"') else SHOWN[f"{template} {what}"]
        assert [(template, code) for code in codes if code not in badges.registered] == []


def test_the_list_of_what_templates_show_is_not_longer_than_they_are():
    assert set(SHOWN) <= {f"{template} {what}" for template, what in shown()}


def test_every_state_of_every_model_has_a_badge_or_is_shown_as_one_that_has():
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.name == "state" and field.choices and model.__module__.startswith("schakel."):
                for code, _word in field.choices:
                    assert getattr(model(state=code), "tone", code) in badges.registered, (model, code)


def test_a_state_is_registered_once(monkeypatch):
    monkeypatch.setattr(badges, "registered", {})
    badges.register(settled=("good", "ok"))
    with pytest.raises(ImproperlyConfigured, match="settled"):
        badges.register(settled=("good", "ok"))
    with pytest.raises(ImproperlyConfigured, match="no-such-icon"):
        badges.register(other=("good", "no-such-icon"))
