"""The people and organisations of the demonstration, and the one password with which all of them sign in."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import validate_password

from accounts.actions import join_organisation, let_administer
from accounts.models import Organisation, User
from config.demo.script import FOLDER, read
from config.demo.telling import Names
from history.actions import add_row

MAILBOX = "demo.example"


@dataclass(frozen=True)
class Person:
    """As people.yaml has them. Those with a `note`, which is printed, can sign in; the others only act."""

    key: str
    name: str
    acts_for: str = ""
    note: str = ""
    is_site_administrator: bool = False
    administers: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@{MAILBOX}"


def cast() -> list[Person]:
    return [Person(**entry) for entry in read(FOLDER / "people.yaml")["people"]]


def password() -> str:
    """What DEMO_PASSWORD says; without it one made at random, kept for the next time by its owner only."""
    given = os.environ.get("DEMO_PASSWORD", "")
    if given:
        validate_password(given)
        return given
    kept = Path(settings.VAR_DIR) / "demo-password"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(12))
    return kept.read_text().strip()


def admit(secret: str) -> Names:
    """Make sure that everybody and every organisation is there and signs in with `secret`; give them by key."""
    names: Names = {(User, person.key): _account(person, secret) for person in cast()}
    by = names[User, "admin"]
    for entry in read(FOLDER / "people.yaml")["organisations"]:
        key = entry.pop("key")
        names[Organisation, key] = _organisation(entry, by)
    for person in cast():
        if person.acts_for:
            _join(names, person, by)
    return names


def _account(person: Person, secret: str) -> User:
    user = User.objects.filter(email=person.email).first()
    if user is None:
        user = _register(person, secret)
    elif person.note and not user.check_password(secret):
        user.set_password(secret)
        user.save()
    return user


def _register(person: Person, secret: str) -> User:
    if person.is_site_administrator:
        return User.objects.create_superuser(person.email, secret, name=person.name)
    return User.objects.create_user(person.email, secret if person.note else None, name=person.name)


def _organisation(entry: dict[str, str], by: User) -> Organisation:
    found = Organisation.objects.filter(name=entry["name"]).first()
    return found or add_row(row=Organisation(**entry), by=by)


def _join(names: Names, person: Person, by: User) -> None:
    member = join_organisation(
        person=names[User, person.key], organisation=names[Organisation, person.acts_for], by=by
    )
    if person.administers:
        let_administer(member=member, is_administrator=True, by=by)
