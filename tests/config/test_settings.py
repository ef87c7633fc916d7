"""The settings as an installation meets them: in a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STRONG = "correct-horse-battery-staple-0123456789-abcdefghijklmnop"


def run_manage(*arguments, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture
def production(tmp_path):
    return {"COMMON_CAUSE_VAR": str(tmp_path), "SECRET_KEY": STRONG, "ALLOWED_HOSTS": "care.example.org"}


@pytest.mark.parametrize(
    "secret",
    ["", "short", "a" * 60, "django-insecure-" + STRONG],
    ids=["none", "short", "one letter", "insecure"],
)
def test_production_refuses_a_missing_or_weak_secret(production, secret):
    refused = run_manage("check", **{**production, "SECRET_KEY": secret})
    assert refused.returncode != 0
    assert "SECRET_KEY" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("hosts", ["", "*", "care.example.org,*"])
def test_production_refuses_to_serve_any_host(production, hosts):
    refused = run_manage("check", **{**production, "ALLOWED_HOSTS": hosts})
    assert refused.returncode != 0
    assert "ALLOWED_HOSTS" in refused.stderr


def test_production_reads_its_secret_from_a_file(production, tmp_path):
    file = tmp_path / "secret"
    file.write_text(STRONG + "\n")
    environment = {name: value for name, value in production.items() if name != "SECRET_KEY"}
    accepted = run_manage("check", **environment, SECRET_KEY_FILE=str(file))
    assert accepted.returncode == 0, accepted.stderr


def test_production_settings_pass_every_deploy_check(production):
    checked = run_manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert checked.returncode == 0, checked.stderr


def test_a_mode_that_does_not_exist_is_refused(production):
    refused = run_manage("check", **production, COMMON_CAUSE_MODE="debug")
    assert refused.returncode != 0
    assert "production, demo or test" in refused.stderr


def test_the_demo_needs_no_settings_and_keeps_a_secret_that_only_its_owner_reads(tmp_path):
    environment = {"COMMON_CAUSE_MODE": "demo", "COMMON_CAUSE_VAR": str(tmp_path)}
    first = run_manage("check", **environment)
    assert first.returncode == 0, first.stderr
    kept = tmp_path / "secret-key"
    secret = kept.read_text()
    assert len(secret) >= 50
    assert kept.stat().st_mode & 0o077 == 0
    run_manage("check", **environment)
    assert kept.read_text() == secret


def test_serving_unprepared_says_what_to_run(production):
    refused = run_manage("prepare", "--check", **production)
    assert refused.returncode != 0
    assert "manage.py prepare" in refused.stderr
    assert "migrations are not applied" in refused.stderr


def test_healthz_answers_without_a_database(client):
    """No `db` fixture: a query would fail this test."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")
    assert not answer.cookies


def test_healthz_is_for_reading_only(client):
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Content-Security-Policy", "script-src 'self';"),
        ("Content-Security-Policy", "object-src 'none'"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Permissions-Policy", "camera=()"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ],
)
def test_every_answer_carries_the_guarding_headers(client, header, words):
    assert words in client.get("/healthz")[header] + ";"


def test_each_answer_has_a_request_id_of_its_own(client):
    first, second = (client.get("/healthz")["X-Request-Id"] for _ in range(2))
    assert len(first) == 32
    assert first != second
