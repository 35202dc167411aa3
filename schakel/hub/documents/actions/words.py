"""An action with many documents in words: what it is, what was done, what was skipped and why."""

from django.utils.translation import ngettext

from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.registry import actions
from schakel.hub.web.language import Sentence


def word_of(bulk_action: BulkAction) -> Sentence:
    """As on its button; of an option that is gone, the word of the action."""
    action = actions.get(bulk_action.action)
    if action is None:
        return bulk_action.action
    return dict(action.offered(bulk_action.by)).get(f"{bulk_action.action}:{bulk_action.option}", action.word)


def done_sentence(bulk_action: BulkAction) -> str:
    return ngettext("done for %(n)s document.", "done for %(n)s documents.", bulk_action.done) % {"n": bulk_action.done}


def skipped_sentences(bulk_action: BulkAction) -> list[str]:
    return [
        ngettext("Skipped %(n)s document: %(why)s.", "Skipped %(n)s documents: %(why)s.", count)
        % {"n": count, "why": reason_of(bulk_action, reason)}
        for reason, count in sorted(bulk_action.skipped.items())
    ]


def reason_of(bulk_action: BulkAction, code: str) -> Sentence:
    action = actions.get(bulk_action.action)
    return action.reasons.get(code, code) if action else code
