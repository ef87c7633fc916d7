"""B8: whatever the interface removes it asks about first, keeps, and brings back as it was; it deletes no row."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse

from history.models import ChangeSet, HistoryRow, Tracked
from programmes.kinds import every_kind
from stakeholders.models import Stakeholder
from tests.history.test_completeness import OURS
from tests.rows import Rows
from tests.undo import press

ROOT = Path(settings.BASE_DIR)
REMOVABLE = [kind for kind in every_kind() if kind.is_removable]
# The files that delete something, each with what it is: never a record of a programme.
MAY_DELETE = {
    "accounts/drafts.py": "texts that were never sent, when they are old or were sent",
    "accounts/erasure.py": "what a person leaves behind that is no record: drafts, sessions, visits",
    "accounts/sessions.py": "sessions that ended",
    "assessments/actions/ballots.py": "a rating in whose place its rater puts another",
    "assessments/actions/panel.py": "the ratings of somebody who takes part no longer, before anybody saw them",
    "assessments/outbox.py": "a letter in whose place another one goes",
    "assessments/tasks.py": "a letter that has arrived, or is not to be sent any more",
    "monitoring/actions.py": "files that wait to be taken in",
    "programmes/views/drafts.py": "a text that its writer throws away",
    "reports/tasks.py": "a file half written",
}


@pytest.fixture
def rows(programme, manager):
    return Rows(programme, manager)


def values(row):
    kept = [field.attname for field in row._meta.concrete_fields if field.name != "version"]
    return {name: getattr(type(row).everything.get(pk=row.pk), name) for name in kept}


def hold(client, kind, row):
    """It asks; it is in the bin; it comes back as it was."""
    address = ["riverside", kind.key, row.pk]
    before = values(row)
    asked = client.get(reverse("record_remove", args=address))
    assert asked.status_code == 200
    assert kind.model.objects.filter(pk=row.pk).exists(), "removed without being asked"
    client.post(reverse("record_remove", args=address), {"version": row.version, "reason": "By mistake"})
    assert not kind.model.objects.filter(pk=row.pk).exists()
    assert kind.model.everything.filter(pk=row.pk).exists(), "the row is gone for good"
    bin_page = client.get(reverse("bin", args=["riverside"])).content.decode()
    assert reverse("record_restore", args=address) in bin_page
    press(client, reverse("record_restore", args=address))
    assert kind.model.objects.filter(pk=row.pk).exists(), "it does not come back"
    assert values(row) == before


@pytest.mark.parametrize("kind", REMOVABLE, ids=lambda kind: kind.key)
def test_every_kind_is_removed_after_a_question_and_comes_back(as_manager, rows, kind):
    hold(as_manager, kind, rows.of(kind.model))


@pytest.mark.parametrize("kind", REMOVABLE, ids=lambda kind: kind.key)
def test_the_removal_of_every_kind_is_undone_as_an_act(as_manager, rows, kind):
    row = rows.of(kind.model)
    before = values(row)
    address = ["riverside", kind.key, row.pk]
    as_manager.post(reverse("record_remove", args=address), {"version": row.version})
    press(as_manager, reverse("history_undo", args=["riverside", ChangeSet.objects.latest("pk").pk]))
    assert values(row) == before


@pytest.mark.goes_round_history
def test_twin_with_rows_that_are_deleted_it_fails(monkeypatch, as_manager, rows):
    def delete(self):
        models.QuerySet(type(self)).filter(pk=self.pk)._raw_delete("default")

    monkeypatch.setattr(Tracked, "remove", delete)
    kind = next(kind for kind in REMOVABLE if kind.model is Stakeholder)
    with pytest.raises(AssertionError):
        hold(as_manager, kind, rows.of(kind.model))


def test_no_tracked_row_lets_itself_be_deleted(rows):
    row = rows.of(Stakeholder)
    with pytest.raises(TypeError):
        row.delete()


# The code of the interface


def deletions(source):
    """The lines on which something is deleted: `.delete(`, `._raw_delete(`, `TRUNCATE`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in {"delete", "_raw_delete", "adelete"}:
            yield node.lineno


def tracked_names():
    tracked = [m for m in apps.get_models() if issubclass(m, Tracked | HistoryRow)]
    return {model.__name__ for model in tracked}


def ours():
    for name in sorted(OURS):
        yield from (file for file in (ROOT / name).rglob("*.py") if "migrations" not in file.parts)


def hold_in_code(file):
    """A file deletes only if the list above says what; and no line of it deletes by the name of a tracked model."""
    text = file.read_text()
    for number in deletions(text):
        line = text.splitlines()[number - 1].strip()
        assert str(file.relative_to(ROOT)) in MAY_DELETE, f"{file}:{number} deletes: {line}"
        assert not any(f"{name}." in line for name in tracked_names()), f"{file}:{number}: {line}"


def test_no_code_deletes_a_record():
    files = list(ours())
    assert len(files) > 100
    for file in files:
        hold_in_code(file)


def test_twin_a_view_that_deletes_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    view = tmp_path / "views.py"
    view.write_text("def remove(request, pk):\n    Risk.objects.get(pk=pk).delete()\n")
    with pytest.raises(AssertionError):
        hold_in_code(view)
