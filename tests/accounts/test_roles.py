"""docs/reference/roles.md says what accounts/roles.py says."""

from pathlib import Path

from accounts.roles import ORGANISATION_ADMINISTRATOR, PERMISSIONS, SITE_ADMINISTRATOR, Permission, Role

ROOT = Path(__file__).resolve().parents[2]
OFFICES = {
    ORGANISATION_ADMINISTRATOR: "Organisation administrator",
    SITE_ADMINISTRATOR: "Site administrator",
}


def table():
    names = {**{role.value: str(role.label) for role in Role}, **OFFICES}
    yield f"| May | {' | '.join(names.values())} |"
    yield f"| --- |{' :-: |' * len(names)}"
    for permission in Permission:
        marks = ("yes" if permission in PERMISSIONS[role] else "–" for role in names)
        yield f"| {permission.label} | {' | '.join(marks)} |"


def test_the_table_in_the_documentation_is_the_table_in_the_code():
    assert "\n".join(table()) in (ROOT / "docs/reference/roles.md").read_text()
