"""Loads the demonstration: people first, then each programme that is not there yet, in one transaction each."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import Organisation, User
from accounts.roles import Role
from config.demo.days import Days, instant
from config.demo.figures import FIGURE_VERBS
from config.demo.panels import PANEL_VERBS
from config.demo.people import admit
from config.demo.script import FOLDER, acts_of, read
from config.demo.telling import Names, Teller
from config.demo.verbs import VERBS
from history.changes import change_set
from programmes.actions import add_member, add_partner, start_programme
from programmes.models import Programme

PROGRAMMES = ("riverside", "kinzigtal", "north-west-london")


def load_demo(*, secret: str, today: date) -> Iterator[str]:
    """Load what is missing; yields the name of each programme that was added."""
    names = admit(secret)
    for folder in PROGRAMMES:
        path = FOLDER / folder
        if (path / "programme.yaml").exists() and not Programme.everything.filter(slug=folder).exists():
            yield load_programme(path, names, Days(today)).name


@transaction.atomic
def load_programme(folder: Path, names: Names, days: Days) -> Programme:
    """Found the programme that the folder describes, and tell all its acts."""
    about = read(folder / "programme.yaml")
    programme = found(about, folder.name, names, days)
    Teller(programme, folder, days, names, VERBS | FIGURE_VERBS | PANEL_VERBS).tell(acts_of(folder, days))
    return programme


def found(about: dict[str, Any], slug: str, names: Names, days: Days) -> Programme:
    fields = {
        key: text.strip() if isinstance(text, str) else text for key, text in about["programme"].items()
    }
    fields |= {key: days.day(fields[key]) for key in ("starts_on", "horizon_on")}
    by = names[User, about["founded"]["by"]]
    founder = names[Organisation, about["founded"]["organisation"]]
    day = days.day(about["founded"]["when"])
    with change_set(by=by, reason=about["founded"].get("why", ""), at=instant(day, 0)):
        programme = start_programme(programme=Programme(slug=slug, **fields), organisation=founder, by=by)
        bring_together(programme, about, names, by, day)
    return programme


def bring_together(programme: Programme, about: dict[str, Any], names: Names, by: User, day: date) -> None:
    """The founding partners and members."""
    for key, contribution in about.get("partners", {}).items():
        organisation = names[Organisation, key]
        partner = programme.partners.filter(organisation=organisation).first()
        if partner:
            partner.contribution = contribution
            partner.save()
        else:
            add_partner(
                programme=programme, organisation=organisation, by=by, on=day, contribution=contribution
            )
    for person, key, role in about.get("members", []):
        add_member(
            programme=programme,
            user=names[User, person],
            organisation=names[Organisation, key],
            role=Role(role),
            by=by,
        )
