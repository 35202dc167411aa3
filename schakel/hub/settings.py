"""Every setting of an installation. Each comes from one environment variable, described in docs/operating/settings.md."""

import decimal
import os
import stat
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import unquote, urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from schakel import file_permissions
from schakel.base.languages import LANGUAGES as SPOKEN
from schakel.einvoice.money import EXACT

HERE = Path(__file__).resolve().parent


def flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes"}


def number(name: str, default: int) -> int:
    try:
        return int(os.environ.get(name, default))
    except ValueError as fault:
        raise ImproperlyConfigured(f"{name} must be a whole number, and is {os.environ[name]!r}") from fault


# Sums, differences and roundings of strangers' figures are exact in every thread (ADR 0181); usual are 28 digits, beyond
# which Python rounds a sum without a word, and refuses to round to cents.
decimal.DefaultContext.prec = EXACT.prec
decimal.setcontext(decimal.DefaultContext)

# -- Where we are ------------------------------------------------------------------------------------------------------
file_permissions.set_umask()  # every process comes by here, also those of another server or of a test
DATA = Path(os.environ.get("SCHAKEL_DATA", "data")).resolve()
URL = os.environ.get("SCHAKEL_URL", "http://localhost:8000").rstrip("/")
DEMO = flag("SCHAKEL_DEMO")
DEBUG = flag("SCHAKEL_DEBUG")
WEB_PROCESSES = number("SCHAKEL_WEB_PROCESSES", 0)  # 0: one for each processor, and two at least
LANES = number("SCHAKEL_LANES", 4)  # threads of one `schakel work`

JOURNAL = Path(os.environ.get("SCHAKEL_JOURNAL", DATA / "journal")).resolve()  # on another disk it outlives this one

SECURE = urlsplit(URL).scheme == "https"
HOST = urlsplit(URL).hostname or "localhost"
ALLOWED_HOSTS = [HOST, *os.environ.get("SCHAKEL_ALSO_HOSTS", "").split()]
CSRF_TRUSTED_ORIGINS = [URL]


def close_data() -> None:
    """Also what an older version left open. Raises ImproperlyConfigured for a folder that the machine's others live in."""
    if DATA.parent == DATA or (DATA.exists() and DATA.stat().st_mode & stat.S_ISVTX):
        raise ImproperlyConfigured(f"SCHAKEL_DATA must be a folder of its own, and {DATA} is not")
    file_permissions.close_to_others(DATA, DATA / "documents")  # the documents may lie behind a link


close_data()


def read_or_make_secret() -> str:
    """The signing key: given by the operator, or made once and kept beside the data, readable by the owner only."""
    if given := os.environ.get("SCHAKEL_SECRET_KEY"):
        return given
    place = DATA / "secret_key"
    if not place.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", dir=DATA
        ) as whole:  # by its owner only; of two processes that begin, one gives the key
            whole.write(get_random_string(64))
            whole.flush()
            with suppress(FileExistsError):
                place.hardlink_to(whole.name)
    return place.read_text()


SECRET_KEY = read_or_make_secret()


def refuse_unsafe() -> None:
    """I08: an installation that others could walk into does not start."""
    address = urlsplit(URL)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ImproperlyConfigured("SCHAKEL_URL must begin with https:// (or http:// on one machine)")
    if DEBUG and (SECURE or HOST not in AT_HOME):
        raise ImproperlyConfigured("SCHAKEL_DEBUG shows the inside to every visitor; it works on localhost only")
    if not SECURE and HOST not in AT_HOME and not flag("SCHAKEL_PLAIN_HTTP"):
        raise ImproperlyConfigured("over http:// passwords can be read on the way; SCHAKEL_PLAIN_HTTP=1 allows it")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure-"):
        raise ImproperlyConfigured("SCHAKEL_SECRET_KEY can be guessed; leave it out and one is made and kept")


AT_HOME = {"localhost", "127.0.0.1", "::1"}
refuse_unsafe()

# -- The house ---------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    *(["schakel.hub.demonstration"] if DEMO else []),  # first, for it puts its people on the sign-in page
    "schakel.hub.web",
    "schakel.hub.audit",
    "schakel.hub.people",  # before allauth, whose pages it replaces
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "schakel.hub.people.apps.UserSessions",
    "schakel.hub.connections",
    "schakel.hub.documents",
    "schakel.hub.payments",
    "schakel.hub.sales",
    "schakel.hub.forwarding",
    "schakel.hub.network",
    "schakel.hub.overview",
    "schakel.hub.records",
]
MIDDLEWARE = [
    "schakel.hub.web.request_ids.RequestIds",  # so that every answer and every line of the log has one
    "schakel.hub.network.doors.middleware.Doorway",  # machines pass before all that people need
    "schakel.hub.web.headers.SafeHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "schakel.hub.people.sessions.SessionLimits",
    "schakel.hub.people.request_origin.RequestOrigin",
    "schakel.hub.people.language.PersonLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "schakel.hub.urls"
WSGI_APPLICATION = "schakel.hub.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "schakel.hub.web.navigation.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "schakel.hub.web.templatetags.formatting",
            ],
        },
    }
]
FORM_RENDERER = "schakel.hub.web.forms.Renderer"
CSRF_FAILURE_VIEW = "schakel.hub.web.faults.unproven"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


# -- Where it is kept --------------------------------------------------------------------------------------------------
def database(url: str) -> dict[str, object]:
    """Django's description of `sqlite:///path` or `postgres://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "schakel.hub.sqlite",
            "NAME": parts.path[1:] or ":memory:",
            "CONN_MAX_AGE": None,  # the last one to close a database copies its log into it, which is dear
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;",
            },
        }
    return {
        "ENGINE": "schakel.hub.postgresql",
        "NAME": parts.path[1:],
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # D07: a receipt is a promise; and to compile a query of a page takes longer than to answer it
        "OPTIONS": {"options": "-c synchronous_commit=on -c jit=off"},
    }


DATABASES = {"default": database(os.environ.get("SCHAKEL_DATABASE", f"sqlite:///{DATA / 'schakel.sqlite3'}"))}
if DATABASES["default"]["ENGINE"] == "schakel.hub.sqlite":  # which may lie elsewhere
    file_permissions.close_to_others(*(Path(f"{DATABASES['default']['NAME']}{end}") for end in ("", "-wal", "-shm")))
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "documents": {
        "BACKEND": "schakel.hub.documents.directory.DurableDirectory",
        "OPTIONS": {
            "location": str(DATA / "documents"),
            "base_url": None,
            "allow_overwrite": True,  # a document's key is its hash: the same key is the same bytes
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
UPLOAD_LIMIT = number("SCHAKEL_UPLOAD_LIMIT_MB", 100) * 1024 * 1024  # bytes
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # an office invites two thousand clients with one form, three fields each

# -- Language ----------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    (code, _(LANG_INFO[code]["name"])) for code in SPOKEN
]  # by name in the reader's language, as Django has it
FIRST_LANGUAGE = os.environ.get("SCHAKEL_LANGUAGE", "nl")  # for whoever's browser asks for none of the four
LOCALE_PATHS = [HERE.parent / "locale"]
USE_TZ = True
TIME_ZONE = os.environ.get("SCHAKEL_TIME_ZONE", "Europe/Brussels")

# -- People ------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
OPERATORS = set(os.environ.get("SCHAKEL_OPERATORS", "").lower().split())  # addresses of who runs the installation
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "schakel.hub.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "schakel.hub.people.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_LOGIN_TIMEOUT = 20 * 60  # seconds: longer than the codes that are part of it
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    name: f"schakel.hub.people.forms.{form}"
    for name, form in {
        "login": "LoginForm",
        "signup": "SignupForm",
        "request_login_code": "RequestLoginCodeForm",
        "confirm_login_code": "ConfirmLoginCodeForm",
        "confirm_email_verification_code": "ConfirmEmailForm",
        "reset_password": "ResetPasswordForm",
        "confirm_password_reset_code": "ConfirmResetForm",
        "reset_password_from_key": "ResetPasswordKeyForm",
        "add_email": "AddEmailForm",
        "change_password": "ChangePasswordForm",
        "set_password": "SetPasswordForm",
        "reauthenticate": "ReauthenticateForm",
    }.items()
}
MFA_ADAPTER = "schakel.hub.people.second_step.SecondStep"
MFA_FORMS = {
    name: f"schakel.hub.people.forms.{form}"
    for name, form in {
        "authenticate": "AuthenticateForm",
        "reauthenticate": "ReauthenticateCodeForm",
        "activate_totp": "ActivateTOTPForm",
        "add_webauthn": "AddPasskeyForm",
        "edit_webauthn": "EditPasskeyForm",
    }.items()
}
MFA_TOTP_ISSUER = "Schakel"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = True
ALLAUTH_TRUSTED_PROXY_COUNT = number("SCHAKEL_TRUSTED_PROXIES", 0)  # H12: forwarded addresses count only from these

# -- Mail --------------------------------------------------------------------------------------------------------------
MAIL = urlsplit(
    os.environ.get("SCHAKEL_MAIL", "")
)  # smtp://user:password@host:port, smtps:// for TLS from the first byte, or smtp+plain:// on a trusted wire
DEFAULT_FROM_EMAIL = os.environ.get("SCHAKEL_MAIL_FROM", f"Schakel <schakel@{HOST}>")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
if DEMO:
    EMAIL_BACKEND = "schakel.hub.demonstration.mailbox.Backend"
EMAIL_HOST = MAIL.hostname or "localhost"
EMAIL_PORT = MAIL.port or (465 if MAIL.scheme == "smtps" else 587)
EMAIL_HOST_USER = unquote(MAIL.username or "")
EMAIL_HOST_PASSWORD = unquote(MAIL.password or "")
EMAIL_USE_SSL = MAIL.scheme == "smtps"
EMAIL_USE_TLS = MAIL.scheme not in {"smtp+plain", "smtps"}
EMAIL_TIMEOUT = 30

# -- Forwarding --------------------------------------------------------------------------------------------------------
MAIL_LIMIT = number("SCHAKEL_MAIL_LIMIT_MB", 20) * 1024 * 1024  # bytes of a whole mail; what is larger gets a link
MAIL_BOUNCES = os.environ.get(
    "SCHAKEL_MAIL_BOUNCES", ""
)  # address to which forwarded mail bounces: bounces@hub.example
API_CALLS_PER_MINUTE = number("SCHAKEL_API_CALLS_PER_MINUTE", 600)  # of one key
MAILS_PER_ADDRESS_PER_HOUR = number("SCHAKEL_MAILS_PER_ADDRESS_PER_HOUR", 1000)  # E12
METRICS_TOKEN = os.environ.get("SCHAKEL_METRICS_TOKEN", "")  # who knows it reads /metrics; empty: nobody
SCANNER = os.environ.get("SCHAKEL_SCANNER", "")  # clamd: path of its socket, or host:port; empty: nothing is scanned
FORWARDING_FOLDER = os.environ.get("SCHAKEL_FORWARDING_FOLDER", str(DATA / "forwarding") if DEMO else "")  # empty: none

# -- Sharing -----------------------------------------------------------------------------------------------------------
INVITATION_HOURS = number("SCHAKEL_INVITATION_HOURS", 336)
NUMBERS_ELSEWHERE_PER_DAY = number("SCHAKEL_NUMBERS_ELSEWHERE_PER_DAY", 25)  # that one person, or one office, is told
INVITATIONS_PER_HOUR = number("SCHAKEL_INVITATIONS_PER_HOUR", 3000)  # of one person, of one office
INVITATIONS_PER_ADDRESS_PER_DAY = number("SCHAKEL_INVITATIONS_PER_ADDRESS_PER_DAY", 10)

# -- Paying ------------------------------------------------------------------------------------------------------------
STATEMENTS_FOLDER = os.environ.get("SCHAKEL_STATEMENTS_FOLDER", str(DATA / "statements") if DEMO else "")  # empty: none
DOCUMENTS_FOLDER = os.environ.get("SCHAKEL_DOCUMENTS_FOLDER", str(DATA / "incoming") if DEMO else "")  # empty: none

# -- The network -------------------------------------------------------------------------------------------------------
AS4_LIMIT = number("SCHAKEL_AS4_LIMIT_MB", 100) * 1024 * 1024  # bytes of a message, and of the envelope in it
ACCESS_POINT = (
    f"schakel.hub.{'demonstration.wires.ours' if DEMO else 'network.access_points.from_settings.access_point'}"
)
NETWORK = os.environ.get("SCHAKEL_NETWORK", "production")  # or test: whom to trust, and in which zone to look
TRUST_GENERATIONS = os.environ.get("SCHAKEL_TRUST_GENERATIONS", "G3").split()
AP_KEYS = os.environ.get("SCHAKEL_AP_KEYS", "").split()  # files: PEM or PKCS#12, each a key with its certificate
AP_PASSWORD = os.environ.get("SCHAKEL_AP_PASSWORD", "")
SMP_KEYS = os.environ.get("SCHAKEL_SMP_KEYS", "").split()
SMP_PASSWORD = os.environ.get("SCHAKEL_SMP_PASSWORD", "")
SMP_ID = os.environ.get("SCHAKEL_SMP_ID", "")  # the name under which the SML knows our SMP
SML_ZONE = os.environ.get("SCHAKEL_SML_ZONE", "")  # empty: that of the network
SML_URL = os.environ.get("SCHAKEL_SML_URL", "")
DIRECTORY = os.environ.get(
    "SCHAKEL_DIRECTORY", "off"
)  # or on, or its address: cards are published, and it is asked each night
ENTERPRISE_LOOKUP = [  # the public services that are asked for a name that KBO does not have here, in this order
    each for each in os.environ.get("SCHAKEL_ENTERPRISE_LOOKUP", "off").split() if each != "off"
]
if not set(ENTERPRISE_LOOKUP) <= {"vies", "directory"}:
    raise ImproperlyConfigured("SCHAKEL_ENTERPRISE_LOOKUP must be off, vies, directory, or both in the order to ask")
VIES = "https://ec.europa.eu/taxation_customs/vies/rest-api"
DIRECTORY_OF_NAMES = "https://directory.peppol.eu"
NAME_SERVERS = os.environ.get("SCHAKEL_NAME_SERVERS", "").split()  # empty: the system's
REVOCATION = os.environ.get("SCHAKEL_REVOCATION", "strict")  # or lenient

AUDIT_ANCHORS = os.environ.get("SCHAKEL_AUDIT_ANCHORS", "")  # folder, on another disk or machine; empty: none
AUDIT_ANCHORS_BY_MAIL = os.environ.get("SCHAKEL_AUDIT_ANCHORS_BY_MAIL", "") == "1"  # to the operators

PROVIDERS = os.environ.get("SCHAKEL_PROVIDERS", "")  # the file with our accounts at other people's access points

# -- Going out ---------------------------------------------------------------------------------------------------------
ALLOWED_TARGETS = {  # F11: `host:port` inside the operator's own walls, which nobody else may name
    target.lower().replace("[", "").replace("]", "") for target in os.environ.get("SCHAKEL_ALLOWED_TARGETS", "").split()
}

# -- Safety ------------------------------------------------------------------------------------------------------------
PREFIX = "__Host-" if SECURE else ""
SESSION_ENGINE = "schakel.hub.people.session_store"
SESSION_COOKIE_NAME = f"{PREFIX}schakel"
CSRF_COOKIE_NAME = f"{PREFIX}csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_IDLE = number("SCHAKEL_SESSION_IDLE_HOURS", 7 * 24) * 3600  # seconds without a page
SESSION_COOKIE_AGE = number("SCHAKEL_SESSION_DAYS", 28) * 24 * 3600  # seconds, however often one comes back
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = None  # web.headers sets it
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},  # H11: a spray over many accounts must not push its own count out
    }
}

LOG_FORMAT = os.environ.get("SCHAKEL_LOG_FORMAT", "text")
if LOG_FORMAT not in {"text", "json"}:
    raise ImproperlyConfigured("SCHAKEL_LOG_FORMAT must be text or json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "schakel.hub.web.logs.OneLine"}},
    "formatters": {
        "text": {
            "format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s",
            "datefmt": "%Y-%m-%d %H:%M:%S%z",  # with the zone: machines in other ones write logs too
        },
        "json": {"()": "schakel.hub.web.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["one_line"]}},
    "loggers": {  # Django's own handlers would write a line of their own, and mail whole requests
        name: {"handlers": [], "level": "INFO", "propagate": True} for name in ("django", "django.server")
    }
    | {"botocore": {"level": "WARNING"}},  # it says where it found each setting
    "root": {"handlers": ["console"], "level": os.environ.get("SCHAKEL_LOG", "INFO")},
}
