"""All settings, read once from the environment; each is documented in docs/settings.md."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF

from dorgora.config import wordless
from dorgora.config.own_pack import pack_folder
from dorgora.config.roles import ROLES
from dorgora.kernel.addresses import ELSEWHERE, is_loopback, is_private
from dorgora.kernel.pack import UNREADABLE, Pack, load_pack
from dorgora.kernel.secrets_file import disk_key, subkey

PACKAGE = Path(__file__).resolve().parent.parent


class Misconfigured(SystemExit):
    """A setting that would not do: the program ends with the sentence that names it, whoever read the settings."""


def env_text(name: str, default: str) -> str:
    """A text setting."""
    return os.environ.get(name, "") or default


def env_int(name: str, default: int) -> int:
    """A whole number.

    Raises:
        Misconfigured: not a number.
    """
    text = env_text(name, str(default))
    if not text.lstrip("-").isdigit():
        raise Misconfigured(f"{name} must be a whole number")
    return int(text)


def _phone_address() -> str:
    """The address phones are served on, empty where none is named.

    Raises:
        Misconfigured: of a network others are in; or plain pages of a centre would be served to one.
    """
    if ROLE == "centre" and not is_loopback(env_text("DORGORA_ADDRESS", "127.0.0.1")):
        raise Misconfigured(ELSEWHERE)
    text = env_text("DORGORA_PHONE_ADDRESS", "")
    if text and not is_private(text):
        raise Misconfigured(
            "DORGORA_PHONE_ADDRESS must be an address of a network of its own, as 192.168.1.7"
        )
    return text


def _database(url: str, raw_key: str, role: str) -> dict[str, Any]:
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "dorgora.config.sqlcipher",
            "NAME": parts.path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "raw_key": raw_key},
        }
    if parts.scheme != "postgresql":
        raise Misconfigured("DORGORA_DB_URL must begin with sqlite:/// or postgresql://")
    if role == "centre":
        # A server would keep in clear what may lie on a stolen laptop only under its disk key.
        raise Misconfigured(
            "DORGORA_DB_URL of a centre must begin with sqlite:///, which is always encrypted"
        )
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": None,
        # What is acknowledged is on the disk, whatever a server or a database is set to.
        "OPTIONS": {"options": "-c synchronous_commit=on"},
    }


def _pack(folder: Path) -> Pack:
    """The country of this node.

    Raises:
        Misconfigured: its pack cannot be read.
    """
    try:
        return load_pack(folder)
    except UNREADABLE as wrong:
        raise Misconfigured(f"DORGORA_PACK cannot be read: `dorgora pack check {folder}` says why") from wrong


ROLE = env_text("DORGORA_ROLE", "centre")
if ROLE not in ROLES:
    raise Misconfigured(f"DORGORA_ROLE must be one of {', '.join(ROLES)}")
DORGORA_ROLE = ROLES[ROLE]
DATA_DIR = Path(env_text("DORGORA_DATA_DIR", "data")).resolve()
PACK_DIR = pack_folder()
if not (PACK_DIR / "pack.toml").is_file():
    raise Misconfigured("DORGORA_PACK must be the folder of a country pack, with a pack.toml in it")
PACK = _pack(PACK_DIR)
if ROLE == "centre" and not (os.environ.get("DORGORA_DB_KEY") or (DATA_DIR / "disk.key").exists()):
    # No laptop's key is made here: it would lie on its disk in clear.
    raise Misconfigured(
        "this laptop is shut: `dorgora up` opens it in the browser, with the words on its paper"
    )
DISK_KEY = disk_key(DATA_DIR, os.environ.get("DORGORA_DB_KEY", ""))
SECRET_KEY = subkey(DISK_KEY, "django").hex()
DATABASES = {
    "default": _database(
        env_text("DORGORA_DB_URL", f"sqlite:///{DATA_DIR}/node.db"), subkey(DISK_KEY, "database").hex(), ROLE
    )
}
PORT = env_int("DORGORA_PORT", 8000)
PHONE_PORT = env_int("DORGORA_PHONE_PORT", 8443)
PHONE_ADDRESS = _phone_address()
PUBLIC_URL = env_text("DORGORA_PUBLIC_URL", f"http://localhost:{PORT}")
SYNC_SECONDS = env_int("DORGORA_SYNC_SECONDS", 60)

DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", urlparse(PUBLIC_URL).hostname or "localhost"]
DORGORA_MODULES = (
    "feed", "places", "people", "catalogue", "money", "applications", "certificates", "tcv", "voice",
)  # fmt: skip
DORGORA_SURFACES = ("counter", "desk", "portal", "dashboard")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    *(f"dorgora.{name}" for name in (*DORGORA_MODULES, *DORGORA_SURFACES, "shell")),
]
MIDDLEWARE = [
    "dorgora.config.phone_door.PhoneDoorMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dorgora.config.sessions.SessionMiddleware",
    "dorgora.shell.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dorgora.config.guard.GuardMiddleware",
]
ROOT_URLCONF = "dorgora.config.urls"
WSGI_APPLICATION = "dorgora.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

LANGUAGE_CODE = PACK.languages[0]
LANGUAGES = [(code, code) for code in PACK.languages]
# The pack may bring the texts of a language this program has none of, or say some otherwise: they go first.
LOCALE_PATHS = [PACK_DIR / "locale", PACKAGE / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = PACK.zone

STATIC_URL = "/static/"
# Under /static/letters/: what the pages of this country are written with.
STATICFILES_DIRS = [("letters", PACK.page_letters)] if PACK.page_letters else []
STATIC_ROOT = None  # served from where the program lies: there is no collecting at a centre
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "dorgora.shell.stamped.Stamped"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 86_400

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = f"dorgora_{ROLE}_{PORT}"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = f"dorgora_csrf_{PORT}"
CSRF_FAILURE_VIEW = "dorgora.config.guard.stale_form"
if PUBLIC_URL.startswith("https://"):  # behind a proxy that ends TLS
    CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# What is larger lies sealed on the disk, at the front and here: pictures of papers never lie there in the clear.
FILE_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
FILE_UPLOAD_HANDLERS = ["dorgora.config.uploads.SealedUploads"]

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "/desk/sign-in"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "dorgora.people.local.accounts.SealedFactors"
MFA_SUPPORTED_TYPES = ["webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://localhost")
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {"wordless": {"()": wordless.Wordless}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": wordless.loggers(),
}
