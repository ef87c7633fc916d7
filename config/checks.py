"""What a production installation must have beyond what Django's own deploy checks look at.

Each function takes the settings and yields one sentence for each thing that is wrong; its id never changes its
meaning. `manage.py check --deploy` runs them all, and `make serve` refuses to start when one objects.
"""

from collections.abc import Callable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from history.guard import unguarded

Settings = Any
Problems = Iterator[str]

YEAR = 365 * 24 * 3600
LONGEST_SESSION = 12 * 3600
IDLE = range(5 * 60, 60 * 60 + 1)  # seconds
SHORTEST_PASSWORD = 12
SQLITE_PRAGMAS = ("journal_mode=wal", "synchronous=full", "foreign_keys=on")
UNSAFE_SOURCES = (
    "'unsafe-inline'",
    "'unsafe-eval'",
    "'unsafe-hashes'",
    "*",
    "http:",
    "https:",
    "ws:",
    "wss:",
)
FORBIDDEN_SOURCES = ("object-src", "base-uri", "frame-ancestors")
REQUIRED_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.response_headers",
    "config.middleware.request_id",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
DEVELOPERS_TOOLS = ("debug_toolbar", "silk")

CHECKS: dict[str, Callable[[Settings], Problems]] = {}


def numbered(number: str) -> Callable[[Callable[[Settings], Problems]], Callable[[Settings], Problems]]:
    def keep(check: Callable[[Settings], Problems]) -> Callable[[Settings], Problems]:
        CHECKS[f"commoncause.{number}"] = check
        return check

    return keep


def problems(settings: Settings) -> list[CheckMessage]:
    return [Error(text, id=number) for number, check in CHECKS.items() for text in check(settings)]


def production_settings(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return problems(django_settings)


def history_is_guarded(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """E016, the one that asks the database. Without one there is nothing to guard; `prepare --check` says the rest."""
    try:
        missing = unguarded()
    except DatabaseError:
        return []
    hint = "Run manage.py prepare, which puts the guard up; an erasure that stands open needs looking into."
    return [
        Error(f"History could be altered: {fault}.", hint=hint, id="commoncause.E016") for fault in missing
    ]


@numbered("E001")
def sqlite_keeps_what_it_acknowledged(settings: Settings) -> Problems:
    database = settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return
    options = database.get("OPTIONS", {})
    pragmas = options.get("init_command", "").replace(" ", "").lower()
    for pragma in SQLITE_PRAGMAS:
        if pragma not in pragmas:
            yield f"SQLite needs PRAGMA {pragma} in its init_command."
    if options.get("transaction_mode") != "IMMEDIATE":
        yield "SQLite needs transaction_mode IMMEDIATE, or writers fail when two meet."
    if options.get("timeout", 0) < 5:
        yield "SQLite needs a timeout of 5 seconds or more."


@numbered("E002")
def content_security_policy_is_strict(settings: Settings) -> Problems:
    directives = settings.CONTENT_SECURITY_POLICY.get("DIRECTIVES", {})
    for name in ("default-src", "script-src", "style-src", "connect-src", "form-action"):
        if name not in directives:
            yield f"The content security policy says nothing about {name}."
    for name in FORBIDDEN_SOURCES:
        if list(directives.get(name, [])) != ["'none'"]:
            yield f"The content security policy must set {name} to 'none'."
    for name, sources in directives.items():
        for source in sources if isinstance(sources, list | tuple | set) else ():
            if source in UNSAFE_SOURCES or (source == "data:" and name != "img-src"):
                yield f"The content security policy allows {source} in {name}."


@numbered("E003")
def browsers_are_told_to_stay_on_https(settings: Settings) -> Problems:
    if settings.SECURE_HSTS_SECONDS < YEAR:
        yield f"SECURE_HSTS_SECONDS is {settings.SECURE_HSTS_SECONDS}; it must be a year ({YEAR}) or more."


@numbered("E004")
def host_names_are_explicit(settings: Settings) -> Problems:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS must name each host of the site, and never '*'."
    if settings.USE_X_FORWARDED_HOST:
        yield "USE_X_FORWARDED_HOST lets a visitor choose the host name in links."


@numbered("E005")
def sessions_are_short_and_kept_on_the_server(settings: Settings) -> Problems:
    if settings.SESSION_COOKIE_AGE > LONGEST_SESSION:
        yield "SESSION_COOKIE_AGE must be 12 hours or less."
    if not settings.SESSION_COOKIE_NAME.startswith("__Host-"):
        yield "SESSION_COOKIE_NAME must begin with __Host-, which ties the cookie to this host."
    if settings.SESSION_COOKIE_DOMAIN or settings.SESSION_COOKIE_PATH != "/":
        yield "The session cookie must have no domain and the path /, as __Host- demands."
    if settings.SESSION_IDLE_SECONDS not in IDLE:
        yield f"SESSION_IDLE_SECONDS must be from {IDLE[0]} to {IDLE[-1]}."
    if settings.SESSION_ENGINE != "accounts.session_store":
        yield "SESSION_ENGINE must be accounts.session_store, so that a session ends where it is ended, and in time."
    if not settings.SESSION_SERIALIZER.endswith("JSONSerializer"):
        yield "SESSION_SERIALIZER must be JSON."


@numbered("E006")
def passwords_are_long(settings: Settings) -> Problems:
    lengths = [
        validator.get("OPTIONS", {}).get("min_length", 8)
        for validator in settings.AUTH_PASSWORD_VALIDATORS
        if validator["NAME"].endswith("MinimumLengthValidator")
    ]
    if max(lengths, default=0) < SHORTEST_PASSWORD:
        yield f"AUTH_PASSWORD_VALIDATORS must ask for {SHORTEST_PASSWORD} characters or more."
    if not any(v["NAME"].endswith("CommonPasswordValidator") for v in settings.AUTH_PASSWORD_VALIDATORS):
        yield "AUTH_PASSWORD_VALIDATORS must refuse common passwords."


@numbered("E007")
def passwords_are_hashed_with_argon2(settings: Settings) -> Problems:
    if "Argon2" not in settings.PASSWORD_HASHERS[0]:
        yield "Argon2 must come first in PASSWORD_HASHERS."


@numbered("E008")
def history_is_kept_and_indexed(settings: Settings) -> Problems:
    if getattr(settings, "SIMPLE_HISTORY_ENABLED", True) is False:
        yield "SIMPLE_HISTORY_ENABLED is off: nothing would be recorded."
    if getattr(settings, "SIMPLE_HISTORY_DATE_INDEX", None) != "Composite":
        yield "SIMPLE_HISTORY_DATE_INDEX must be 'Composite', or pages of an earlier day are slow."


@numbered("E009")
def uploads_are_out_of_the_web_servers_reach(settings: Settings) -> Problems:
    media = Path(settings.MEDIA_ROOT).resolve()
    for served in [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]:
        folder = Path(served).resolve()
        if media == folder or media.is_relative_to(folder) or folder.is_relative_to(media):
            yield f"MEDIA_ROOT and the static files in {folder} must not lie within one another."


@numbered("E010")
def every_answer_passes_the_guards(settings: Settings) -> Problems:
    for name in REQUIRED_MIDDLEWARE:
        if name not in settings.MIDDLEWARE:
            yield f"MIDDLEWARE lacks {name}."


@numbered("E011")
def developers_tools_are_absent(settings: Settings) -> Problems:
    for name in DEVELOPERS_TOOLS:
        if name in settings.INSTALLED_APPS or find_spec(name):
            yield f"{name} is installed; production must not be able to import it."
    if "django.contrib.admin" in settings.INSTALLED_APPS:
        yield "The Django admin is installed; it would write past the history."


@numbered("E012")
def uploads_have_limits(settings: Settings) -> Problems:
    if settings.FILE_UPLOAD_PERMISSIONS != 0o640:
        yield "FILE_UPLOAD_PERMISSIONS must be 0o640."
    for name in ("DATA_UPLOAD_MAX_MEMORY_SIZE", "DATA_UPLOAD_MAX_NUMBER_FIELDS"):
        if not getattr(settings, name):
            yield f"{name} must set a limit."


@numbered("E013")
def forms_cannot_be_forged(settings: Settings) -> Problems:
    if not (settings.CSRF_COOKIE_NAME.startswith("__Host-") or settings.CSRF_USE_SESSIONS):
        yield "CSRF_COOKIE_NAME must begin with __Host-."
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if not origin.startswith("https://") or "*" in origin:
            yield f"CSRF_TRUSTED_ORIGINS holds {origin}; it must be https:// and one host."


@numbered("E014")
def rate_limits_are_shared_by_all_processes(settings: Settings) -> Problems:
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(("LocMemCache", "DummyCache")):
        yield f"{backend} counts in each process alone; rate limits need a cache that all processes share."


@numbered("E015")
def documents_are_read_and_drawn_safely(settings: Settings) -> Problems:
    if find_spec("defusedxml") is None:
        yield "defusedxml is missing: spreadsheets would be read without protection."
    if int(version("weasyprint").partition(".")[0]) < 69:
        yield "WeasyPrint must be 69.0 or newer."
