"""Django's settings. What depends on the place is in the environment; without anything, a safe site on SQLite for training.

SUFFRAGE_HOME: the folder of the database, uploads and keys (default: ./commission) · DATABASE_URL: postgres://user:password@host/name ·
SUFFRAGE_HOSTS: the names under which the site is reached, with commas between · SUFFRAGE_HTTPS=0 only for one machine without TLS ·
SUFFRAGE_BEHIND_PROXY=1: a proxy of ours stands in front, sets X-Forwarded-Proto and appends to X-Forwarded-For ·
SUFFRAGE_RECORDS: the folder in which records are published (default: HOME/records) · SUFFRAGE_KEYS: a folder of locked keys ·
SUFFRAGE_IDLE_MINUTES: after how long an idle session ends · SUFFRAGE_METRICS_TOKEN: who may read /metrics from another machine.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

HOME = Path(os.environ.get("SUFFRAGE_HOME", "commission")).resolve()


def _secret() -> str:
    """The site's secret: from the environment, or made once and kept where only its owner can read it."""
    if given := os.environ.get("SUFFRAGE_SECRET"):
        return given
    file = HOME / "secret"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(48))
    return file.read_text("ascii").strip()


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "commission.sqlite3",
            # Writers wait for each other from the start of a transaction; readers never do; a commit is on the disk.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit(
            f"DATABASE_URL begins with {parts.scheme!r}; give postgres://user:password@host:port/name, or nothing for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # Queries go to the server apart from their values, and are planned once for a connection: half of its work.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


HTTPS = os.environ.get("SUFFRAGE_HTTPS", "1") != "0"
SECRET_KEY = _secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SUFFRAGE_HOSTS", "localhost,127.0.0.1").split(",")
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "suffrage.commission.accounts",
    "suffrage.commission.setup",
    "suffrage.commission.statements",
    "suffrage.commission.complaints",
    "suffrage.commission.paper",
    "suffrage.commission.copies",
    "suffrage.commission.declaring",
    "suffrage.commission.auditing",
    "suffrage.commission.trail",
    "suffrage.commission.api",
    "suffrage.commission.watching",
]
MIDDLEWARE = [
    "suffrage.commission.health.measured",
    "suffrage.commission.middleware.content_policy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "suffrage.commission.accounts.sessions.SecondFactor",
    "suffrage.commission.accounts.sessions.one_live_session",
    "suffrage.commission.accounts.access.signed_in_and_verified",
    "suffrage.commission.errors.refusals",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "suffrage.commission.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).with_name("templates")],
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "suffrage.commission.frame.context"],
            "builtins": ["suffrage.commission.words"],
        },
    }
]
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "suffrage.commission.accounts.sessions.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name"), "max_similarity": 0.6},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "suffrage.commission.accounts.views.locked"
AXES_CLIENT_IP_CALLABLE = "suffrage.commission.accounts.sessions.address_of"
OTP_TOTP_ISSUER = "suffrage"

IDLE_SECONDS = int(os.environ.get("SUFFRAGE_IDLE_MINUTES", "20")) * 60
"""A session in which nobody did anything for so long has ended; what a screen asks for by itself is not something done."""
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "suffrage.commission.errors.form_too_old"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = os.environ.get("SUFFRAGE_BEHIND_PROXY") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^metrics$"]
METRICS_TOKEN = os.environ.get("SUFFRAGE_METRICS_TOKEN", "")
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

RECORDS = Path(os.environ.get("SUFFRAGE_RECORDS") or HOME / "records").resolve()
KEYS = Path(os.environ["SUFFRAGE_KEYS"]).resolve() if os.environ.get("SUFFRAGE_KEYS") else None
"""Where keys stand that a passphrase opens: they are chosen by name when a record is signed. None: a key is sent with the form."""
RUNS = "process"
"""Counts and publications are made by a process of their own; "here": at once, in the request (in tests)."""

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [Path(__file__).with_name("static")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "uploads"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
USE_TZ = True
TIME_ZONE = os.environ.get("SUFFRAGE_TIME_ZONE", "Asia/Phnom_Penh")
USE_I18N = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "suffrage.commission.reporting.Plain"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR"}},
}
