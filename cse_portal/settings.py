"""One settings file, read from the environment. A wrong or missing value says what to do."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("CSE_VAR", BASE_DIR / "var"))

MODE = os.environ.get("CSE_MODE", "production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured("CSE_MODE is production, demo or test")
IS_DEMO = MODE == "demo"
IS_PRODUCTION = MODE == "production"
DEBUG = False

if IS_PRODUCTION and os.environ.get("CSE_CLOCK_SHIFT"):
    raise ImproperlyConfigured("CSE_CLOCK_SHIFT moves the clock for training and tests. Unset it in production.")

# Commands that need no secret, such as `decide`, run without one; cse_portal.checks stops a server that lacks any.
SECRET_KEY = os.environ.get("SECRET_KEY") or secrets.token_urlsafe(50)
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",") if host]
PUBLIC_URL = os.environ.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []

INSTALLED_APPS = [
    "cse_portal",
    "accounts",
    "audit",
    "indicators",
    "screening",
    "referrals",
    "police",
    "crispy_forms",
    "pgtrigger",
    "csp",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "cse_portal.middleware.NoStoreMiddleware",
    "cse_portal.middleware.HealthMiddleware",
    "cse_portal.middleware.NotDoneMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cse_portal.middleware.AtomicRequestMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cse_portal.middleware.CleanTextMiddleware",
    "cse_portal.held.HeldFormMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.MemberMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "referrals.restricted.ReasonFirstMiddleware",
]

ROOT_URLCONF = "cse_portal.urls"
WSGI_APPLICATION = "cse_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "cse_portal.context.portal",
            ],
            "builtins": ["cse_portal.templatetags.portal"],
        },
    },
]


def database(url: str) -> dict:
    """Django's form of postgresql://user:password@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("DATABASE_URL begins with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parse_qs(parts.query).get("host", [parts.hostname])[0],
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL") or "postgresql://cse@127.0.0.1/cse")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# In the database, so that signing in and its rate limits do not depend on Redis.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cse_portal_cache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "cse_portal.sign_in.SignInForm",
    "reset_password": "cse_portal.sign_in.AskForResetForm",
    "reset_password_from_key": "cse_portal.sign_in.SetPasswordForm",
    "change_password": "cse_portal.sign_in.ChangePasswordForm",
    "reauthenticate": "cse_portal.sign_in.AskAgainForm",
}
# Codes of printed copies: many for one person, few for a machine that guesses.
ACCOUNT_RATE_LIMITS = {"verify": "60/10m/ip"}
# How many proxies of our own stand before the web server: the address that sign-in's limits count is then read behind
# them. A number too high would let a visitor name their own address, so it is 0 unless said.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))
ACCOUNT_EMAIL_SUBJECT_PREFIX = "CSE screening: "

# A working day of idle time is too long on a shared staffroom computer; typed text survives the sign-out (held.py).
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cse_portal.views.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if IS_PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# The largest box takes 50,000 characters and a section has tens of boxes; Django's limits guard against floods only.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# Files have limits of their own, kept while they arrive; larger ones wait in the temporary folder, not in memory.
FILE_UPLOAD_HANDLERS = [
    "referrals.uploads.Limits",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]


def scanner(url: str) -> str:
    """The virus scanner's address, or nothing: then files are not checked, and their page says so."""
    parts = urlsplit(url)
    if url and not (parts.scheme == "tcp" and parts.hostname or parts.scheme == "unix" and parts.path):
        raise ImproperlyConfigured("CLAMAV_URL is like tcp://clamav:3310 or unix:///run/clamav/clamd.ctl")
    return url


CLAMAV_URL = scanner(os.environ.get("CLAMAV_URL", ""))

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT") or VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# The fonts are for the PDFs; no page asks for them, and compressing them takes longer than all the rest.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("jpg", "png", "gz", "br", "zip", "woff", "woff2", "ttf")

CRISPY_ALLOWED_TEMPLATE_PACKS = ["govuk"]
CRISPY_TEMPLATE_PACK = "govuk"


def email(url: str) -> dict:
    """Django's mail settings from smtp://user:password@host:port?tls=1 (or ?ssl=1)."""
    parts, options = urlsplit(url), parse_qs(urlsplit(url).query)
    if parts.scheme != "smtp":
        raise ImproperlyConfigured("EMAIL_URL begins with smtp://")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": "tls" in options,
        "EMAIL_USE_SSL": "ssl" in options,
        "EMAIL_TIMEOUT": 20,
    }


EMAIL_URL = os.environ.get("EMAIL_URL", "")
if EMAIL_URL:
    globals().update(email(EMAIL_URL))
elif not IS_PRODUCTION:
    # The demo keeps its mails in a table that only the demo's own page shows.
    EMAIL_BACKEND = "cse_portal.mailbox.MailboxBackend"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "CSE screening <no-reply@cse-screening.example>")

CELERY_BROKER_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    # A stopped Redis must not hold up a person's request: beat wakes the same work a little later.
    "max_retries": 0,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long Redis is away, the worker and beat are there when it comes back.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/London"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "cse_portal.heartbeat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 15
CELERY_BEAT_SCHEDULE = {
    "remind": {"task": "screening.tasks.send_reminders", "schedule": 120.0},
    "deliver": {"task": "cse_portal.tasks.deliver_messages", "schedule": 20.0},
    "documents": {"task": "referrals.tasks.make_documents", "schedule": 20.0},
    "files": {"task": "referrals.tasks.check_files", "schedule": 20.0},
    "chase": {"task": "referrals.tasks.chase_overdue", "schedule": 120.0},
    "chase_written": {"task": "screening.tasks.chase_written", "schedule": 120.0},
    "chase_disagreements": {"task": "referrals.tasks.chase_disagreements", "schedule": 120.0},
    "remind_unread": {"task": "referrals.tasks.remind_unread", "schedule": 120.0},
    "chase_answers": {"task": "referrals.tasks.chase_answers", "schedule": 120.0},
    "figures": {"task": "referrals.tasks.count_figures", "schedule": 300.0},
    "transitions": {"task": "referrals.tasks.tell_of_transitions", "schedule": 3600.0},
    "birthdays": {"task": "referrals.tasks.turn", "schedule": 3600.0},
    "prints": {"task": "referrals.tasks.make_prints", "schedule": 20.0},
    "forget_prints": {"task": "referrals.tasks.forget_prints", "schedule": 3600.0},
    "forget": {"task": "cse_portal.tasks.forget_sessions", "schedule": 3600.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"class": "cse_portal.logs.WithoutValues", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO" if IS_PRODUCTION else "WARNING"},
}
