"""Django settings: everything that differs between installations comes from the environment (docs/reference)."""

import os
from pathlib import Path

from weige.config.databaseurl import parse as parse_database_url

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("WEIGE_DATA", Path.cwd() / ".weige")).resolve()
SCHEMA_FILE = PACKAGE / "config" / "schema.sql"  # what all migrations come to, for a database that is new

# WEIGE_SECRET is made by the first start and kept in the data folder; there is no default in the code.
SECRET_KEY = os.environ.get("WEIGE_SECRET", "")
DEBUG = False
# Where text messages and calls go out; empty: they are recorded only (messaging.ports).
GATEWAY_URL = os.environ.get("WEIGE_GATEWAY_URL", "")
GATEWAY_TOKEN = os.environ.get("WEIGE_GATEWAY_TOKEN", "")
ALLOWED_HOSTS = os.environ.get("WEIGE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = os.environ.get("WEIGE_HTTPS", "") == "1"
OPEN311 = {name: os.environ.get(f"WEIGE_OPEN311_{name.upper()}", "") for name in ("jurisdiction", "contact")}
LINK_SECONDS = int(os.environ.get("WEIGE_LINK_SECONDS", "0"))
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("WEIGE_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "weige.kernel",
    "weige.territory",
    "weige.people",
    "weige.registry",
    "weige.messaging",
    "weige.sensing",
    "weige.cases",
    "weige.enforcement",
    "weige.joint",
    "weige.knowledge",
    "weige.scenarios",
    "weige.cockpit",
    "weige.sharing",
    "weige.evaluation",
]
MIDDLEWARE = [
    "weige.config.security.SecurityHeaders",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
ROOT_URLCONF = "weige.config.urls"
ASGI_APPLICATION = "weige.config.asgi.application"
# The web server keeps a pool of connections (WEIGE_POOL, set by `weige serve`); other processes need none.
DATABASES = {
    "default": parse_database_url(
        os.environ.get("DATABASE_URL", ""),
        pool=int(os.environ.get("WEIGE_POOL", "0")),
        # WEIGE_PREPARE=0 behind a pooler that changes servers between transactions; the third time is our default
        prepare=int(os.environ.get("WEIGE_PREPARE", "3")),
    )
}
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["weige.people.backend.PostBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "weige_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "weige_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "weige.config.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0

# The scaled form: brokers ("nats://host:port,…") through which signals go to lanes; "" means that whoever takes
# signals judges them itself, in one lane.
NATS_URL = os.environ.get("WEIGE_NATS_URL", "")
STREAM_COPIES = int(os.environ.get("WEIGE_STREAM_COPIES", "3"))

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"  # served by weige.config.statics; Django only wants to know where

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("WEIGE_LOG", "WARNING")},
}
