"""The settings of a demonstration whose mail really leaves, to the server of SCHAKEL_MAIL."""

from schakel.hub.settings import *  # noqa: F403 -- all of them

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
