"""Every deploy check passes on the production settings, and each has a twin here that it refuses."""

import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import global_settings

from config.checks import CHECKS, problems

ROOT = Path(__file__).resolve().parents[2]
DEFAULTS = {name: getattr(global_settings, name) for name in dir(global_settings) if name.isupper()}
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {}}
POLICY = {"DIRECTIVES": {"default-src": ["*"], "script-src": ["'self'", "'unsafe-inline'"]}}

REFUSED = [
    ("E001", "DATABASES", {"default": SQLITE}),
    ("E002", "CONTENT_SECURITY_POLICY", POLICY),
    ("E002", "CONTENT_SECURITY_POLICY", {}),
    ("E003", "SECURE_HSTS_SECONDS", 3600),
    ("E004", "ALLOWED_HOSTS", ["*"]),
    ("E004", "USE_X_FORWARDED_HOST", True),
    ("E005", "SESSION_COOKIE_AGE", 14 * 24 * 3600),
    ("E005", "SESSION_IDLE_SECONDS", 2 * 3600),
    ("E005", "SESSION_COOKIE_NAME", "sessionid"),
    ("E005", "SESSION_COOKIE_DOMAIN", "example.org"),
    ("E005", "SESSION_ENGINE", "django.contrib.sessions.backends.signed_cookies"),
    ("E005", "SESSION_SERIALIZER", "somewhere.PickleSerializer"),
    ("E006", "AUTH_PASSWORD_VALIDATORS", []),
    ("E007", "PASSWORD_HASHERS", ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]),
    ("E008", "SIMPLE_HISTORY_ENABLED", False),
    ("E008", "SIMPLE_HISTORY_DATE_INDEX", True),
    ("E009", "MEDIA_ROOT", ROOT / "static" / "uploads"),
    ("E010", "MIDDLEWARE", []),
    ("E011", "INSTALLED_APPS", ["django.contrib.admin"]),
    ("E011", "INSTALLED_APPS", ["debug_toolbar"]),
    ("E012", "FILE_UPLOAD_PERMISSIONS", 0o644),
    ("E012", "DATA_UPLOAD_MAX_NUMBER_FIELDS", None),
    ("E013", "CSRF_COOKIE_NAME", "csrftoken"),
    ("E013", "CSRF_TRUSTED_ORIGINS", ["http://care.example.org"]),
    ("E014", "CACHES", {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}),
]


@pytest.fixture
def production(monkeypatch, tmp_path):
    """The production settings as plain values."""
    for name in ("DATABASE_URL", "SECRET_KEY_FILE", "CSRF_TRUSTED_ORIGINS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMMON_CAUSE_MODE", "production")
    monkeypatch.setenv("COMMON_CAUSE_VAR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "correct-horse-battery-staple-0123456789-abcdefghijklmnop")
    monkeypatch.setenv("ALLOWED_HOSTS", "care.example.org")
    values = runpy.run_path(str(ROOT / "config" / "settings.py"))
    return SimpleNamespace(
        **{**DEFAULTS, **{name: value for name, value in values.items() if name.isupper()}}
    )


def test_the_production_settings_satisfy_every_check(production):
    assert problems(production) == []


@pytest.mark.parametrize(("number", "setting", "value"), REFUSED)
def test_a_check_refuses_what_it_is_for_and_no_other_check_minds(production, number, setting, value):
    setattr(production, setting, value)
    assert {problem.id for problem in problems(production)} == {f"commoncause.{number}"}


def test_postgresql_needs_no_sqlite_options(production):
    production.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
    assert problems(production) == []


def test_spreadsheets_are_refused_when_their_guard_is_not_installed(production, monkeypatch):
    monkeypatch.setitem(sys.modules, "defusedxml", None)
    assert {problem.id for problem in problems(production)} == {"commoncause.E015"}


def test_every_check_has_a_twin_that_it_refuses():
    tried = {f"commoncause.{number}" for number, *_ in REFUSED}
    assert tried | {"commoncause.E015"} == set(CHECKS)
