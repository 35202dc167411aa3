"""What an operator does for a person who lost their phone and their recovery codes; never from a page."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext_noop as _

from schakel.hub.audit.actions import Action
from schakel.hub.audit.record import record_of_person
from schakel.hub.people.letters import CHANGE, MailText
from schakel.hub.people.models import User
from schakel.hub.people.sessions import end_every

MAIL = MailText(
    _("The operator removed the second step of your account"),
    _(
        "Everyone was signed out of your account, and it no longer asks for a code from an app or for a passkey. Sign in, and "
        "set up the second step again. If you did not ask the operator for this, choose a new password right away."
    ),
    *CHANGE,
)


@transaction.atomic
def unlock(user: User) -> int:
    """Removes every second step, passkeys and recovery codes too, and ends every session. Returns how many steps there were.

    The person still proves who they are: by their password, or by a code in an e-mail.
    """
    steps = Authenticator.objects.filter(user=user)
    removed: int = steps.exclude(type=Authenticator.Type.RECOVERY_CODES).count()
    steps.delete()
    end_every(user)
    record_of_person(Action.ACCOUNT_CHANGED, user.pk, detail="second step removed by the operator")
    return removed


def notify_unlocked(user: User) -> bool:
    """Raises OSError: what a mail server says is one too."""
    MAIL.send(user.email, language=user.language, context={})
    return True
