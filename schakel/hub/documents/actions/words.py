"""An action with many documents in words: what it is, what was done, what was skipped and why."""

from django.utils.translation import ngettext

from schakel.hub.documents.actions.models import BulkAction
from schakel.hub.documents.actions.registry import actions
from schakel.hub.web.language import Sentence


def word_of(begun: BulkAction) -> Sentence:
    """As on its button; of an option that is gone, the word of the action."""
    action = actions.get(begun.action)
    if action is None:
        return begun.action
    return dict(action.offered(begun.by)).get(f"{begun.action}:{begun.option}", action.word)


def done_sentence(begun: BulkAction) -> str:
    return ngettext("done for %(n)s document.", "done for %(n)s documents.", begun.done) % {"n": begun.done}


def skipped_sentences(begun: BulkAction) -> list[str]:
    return [
        ngettext("Skipped %(n)s document: %(why)s.", "Skipped %(n)s documents: %(why)s.", count)
        % {"n": count, "why": reason_of(begun, reason)}
        for reason, count in sorted(begun.skipped.items())
    ]


def reason_of(begun: BulkAction, code: str) -> Sentence:
    action = actions.get(begun.action)
    return action.reasons.get(code, code) if action else code
