"""What the network's policy says about identifiers, beyond being well formed.

Reading an identifier never asks this: what arrives is taken as it is. Registering and addressing do. Source: Peppol
Policy for use of Identifiers 4.4.0 and the code lists.
"""

import re
from dataclasses import dataclass

from schakel.peppol import check_digits, codelists
from schakel.peppol.codelists import CodeState
from schakel.peppol.errors import InvalidIdentifier
from schakel.peppol.identifiers import (
    DOCUMENT_TYPE_SCHEME,
    PARTICIPANT_SCHEME,
    PROCESS_SCHEME,
    WILDCARD_SCHEME,
    DocumentTypeId,
    ParticipantId,
    ProcessId,
)
from schakel.peppol.sentences import said


@dataclass(frozen=True)
class Problem:
    """One thing about an identifier the policy objects to. A fatal one may not be registered or addressed."""

    code: str
    fatal: bool = True

    def said_in(self, language: str) -> str:
        return said(self.code, language)


def check_participant(participant: ParticipantId) -> tuple[Problem, ...]:
    """Scheme, numbering, form and check digits. The form is only a warning: some patterns of the list are narrower
    than what is in use.
    """
    if participant.scheme != PARTICIPANT_SCHEME:
        return (Problem("WRONG_SCHEME"),)
    scheme = codelists.participant_schemes().get(participant.icd)
    if scheme is None or not participant.number:
        return (Problem("UNKNOWN_NUMBERING"),)
    if scheme.pattern and not re.fullmatch(scheme.pattern, participant.number, re.IGNORECASE | re.ASCII):
        known_form = participant.icd in check_digits.CHECKS
        return (*_state(scheme.state), Problem("WRONG_FORM", fatal=known_form))
    right = check_digits.holds(participant.icd, participant.number)
    return (*_state(scheme.state), *(() if right else (Problem("WRONG_CHECK_DIGITS"),)))


def check_document_type(document_type: DocumentTypeId) -> tuple[Problem, ...]:
    """Scheme, wildcard and whether the list still has it."""
    if document_type.scheme not in (DOCUMENT_TYPE_SCHEME, WILDCARD_SCHEME):
        return (Problem("WRONG_SCHEME"),)
    try:
        customization = document_type.customization
    except InvalidIdentifier:
        return (Problem("WRONG_FORM"),)
    if document_type.is_wildcard is not customization.startswith("urn:peppol:pint:"):
        return (Problem("WRONG_SCHEME"),)
    if "*" in (document_type.value if not document_type.is_wildcard else customization[:-1]):
        return (Problem("WRONG_WILDCARD"),)
    entry = codelists.document_types().get(document_type)
    return (Problem("UNKNOWN_DOCUMENT_TYPE", fatal=False),) if entry is None else _state(entry.state)


def check_process(process: ProcessId, *, document_type: DocumentTypeId | None = None) -> tuple[Problem, ...]:
    """Scheme, whether the list still has it, and whether it is meant for this kind of document."""
    if process.scheme != PROCESS_SCHEME:
        return (Problem("WRONG_SCHEME"),)
    state = codelists.processes().get(process)
    entry = codelists.document_types().get(document_type) if document_type else None
    fits = entry is None or not entry.processes or process.value in entry.processes
    known = (Problem("UNKNOWN_PROCESS", fatal=False),) if state is None else _state(state)
    return (*known, *(() if fits else (Problem("WRONG_PROCESS"),)))


def _state(state: CodeState) -> tuple[Problem, ...]:
    if state is CodeState.ACTIVE:
        return ()
    return (Problem(state.name, fatal=state is CodeState.REMOVED),)
