"""Django's settings, put together from `config.env`."""

import sys

import django_stubs_ext
from csp.constants import NONE, SELF

from . import env, redis
from .databases import named, sqlite
from .logs import LOGGING  # noqa: F401 (Django reads it from here)
from .secrets import kept_secret

django_stubs_ext.monkeypatch()  # lets `ModelAdmin[Person]` be written, as the types have it

BASE_DIR = env.BASE_DIR
DEBUG = env.DEBUG
ALLOWED_HOSTS = env.ALLOWED_HOSTS
try:
    SECRET_KEY = env.SECRET_KEY or kept_secret(env.DATA_DIR / "secret")
except OSError as problem:
    sys.exit(f"DATA_DIR {env.DATA_DIR} can't be written ({problem.strerror}): make it writable, or set DATA_DIR.")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "accounts",
    "rooms",
    "config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "rooms.api.errors.in_json",
]
ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
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
            ]
        },
    }
]

DATABASES = {"default": named(env.DATABASE_URL) if env.DATABASE_URL else sqlite(env.DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

try:
    CHANNEL_LAYERS = redis.layers(env.REDIS_URL)
except redis.BadUrl as problem:
    sys.exit(f"REDIS_URL can't be used: {problem}.")

AUTH_USER_MODEL = "accounts.Person"
TRUSTED_PROXIES = frozenset(env.TRUSTED_PROXIES)
QUEUE_LENGTH = env.QUEUE_LENGTH
GUESTS_PER_MINUTE = env.GUESTS_PER_MINUTE
DATA_UPLOAD_MAX_MEMORY_SIZE = 300_000
LOGIN_URL = "/"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.SECURE_COOKIES
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = env.DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "config.static.HashedModules"
    },
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
