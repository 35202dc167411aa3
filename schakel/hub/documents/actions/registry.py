"""What can be done with many documents at once. Each room registers its own actions when it opens; this one knows none of them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ImproperlyConfigured

from schakel.hub.documents.models import Document
from schakel.hub.people.models import User
from schakel.hub.web.icons import ICONS
from schakel.hub.web.language import Sentence

ALREADY = "already"  # the reason of a document that was so before: it is counted, and not named
Skipped = Mapping[int, str]  # keys of documents with which nothing was done, and why: a code in `Action.reasons`
Run = Callable[[Collection[Document], User, str], Skipped]  # documents that the person reaches, who asked, which option
Choice = tuple[str, Sentence]  # an option and its word


@dataclass(frozen=True)
class Action:
    """`run` is called in a transaction, with some of the documents at a time, and asks itself what the person may do with
    each. Whatever it does must be rows only: it is done once for each document, or not at all."""

    code: str
    word: Sentence  # on its button
    run: Run
    icon: str
    reasons: Mapping[str, Sentence] = field(default_factory=dict)
    group: Sentence = ""  # of the menu that it is in; empty: a button of its own
    question: Sentence = ""  # asked first, also for a choice; without one only for all that was found
    visible_to: Callable[[User], bool] | None = None  # None: everyone
    choices: Callable[[User], Collection[Choice]] | None = None  # of the option; None: it has none

    def offered(self, user: User) -> list[Choice]:
        """What this person can press: (`code` or `code:option`, word)."""
        if self.visible_to is not None and not self.visible_to(user):
            return []
        if self.choices is None:
            return [(self.code, self.word)]
        return [(f"{self.code}:{option}", word) for option, word in self.choices(user)]


actions: dict[str, Action] = {}  # by their code, in the order of the rooms


def register(action: Action) -> None:
    """For `AppConfig.ready`. Raises ImproperlyConfigured: the code is taken, or there is no such icon."""
    if action.code in actions:
        raise ImproperlyConfigured(f"the action {action.code!r} is registered already")
    if action.icon not in ICONS:
        raise ImproperlyConfigured(f"the action {action.code!r} wants an icon that does not exist: {action.icon!r}")
    actions[action.code] = action


def find_action(given: str, user: User) -> tuple[Action, str, Sentence] | None:
    """The action, its option and its word, of what a button sent; None: this person is not offered it."""
    code, _colon, option = given.partition(":")
    action = actions.get(code)
    word = dict(action.offered(user)).get(given) if action else None
    return (action, option, word) if action and word is not None else None


def groups_for(user: User) -> list[tuple[Sentence, list[tuple[str, str, Sentence]]]]:
    """For the bar below the list: each group with its buttons, as (value, icon, word)."""
    groups: dict[Sentence, list[tuple[str, str, Sentence]]] = {}
    for action in actions.values():
        buttons = [(value, action.icon, word) for value, word in action.offered(user)]
        if buttons:
            groups.setdefault(action.group, []).extend(buttons)
    return list(groups.items())
