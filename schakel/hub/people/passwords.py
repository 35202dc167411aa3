"""What a password must be, said in every language: Django's Dutch lacks this sentence."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("This password is too short. Use at least %(number)s characters.") % {"number": self.min_length}

    def get_help_text(self) -> str:
        return _("Use at least %(number)s characters.") % {"number": self.min_length}
