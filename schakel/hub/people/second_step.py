"""The second step: its secrets are sealed in the database, so that a copy of the database alone opens no account."""

import logging
from base64 import b32encode, urlsafe_b64encode
from secrets import token_bytes

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from schakel.hub.people.models import User
from schakel.hub.people.words import WRONG_CODE

log = logging.getLogger(__name__)


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What another installation's secret sealed is as good as lost: then no code fits, instead of an empty secret."""
        try:
            return seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("a second step was sealed with another secret key; its owner cannot sign in with it")
            return b32encode(token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 -- allauth's name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return "Schakel"


def seal() -> MultiFernet:
    """Made from the installation's secret; an older secret still opens what it sealed."""
    return MultiFernet([Fernet(key_of(secret)) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def key_of(secret: str | bytes) -> bytes:
    digest = salted_hmac("schakel.people.second-step", "", secret=secret, algorithm="sha256").digest()
    return urlsafe_b64encode(digest)
