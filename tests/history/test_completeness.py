"""No model of a programme is without a past, and none gets round it; found by introspection, not by a list."""

import pytest
from django.apps import apps

from history.append_only import AppendOnly
from history.models import HistoryRow, Tracked

OURS = {
    "accounts",
    "assessments",
    "config",
    "history",
    "learning",
    "monitoring",
    "programmes",
    "reports",
    "stakeholders",
    "valuecase",
}

# Rows that are no part of any record, each with the reason.
WITHOUT_A_PAST = {
    "accounts.User": "a name and an address that stand in one place, so that they can be erased",
    "accounts.Session": "where somebody is signed in now",
    "accounts.Draft": "typed and not sent: its writer's own",
    "assessments.Sheet": "a ballot: what somebody rated, without who, when or what before (docs/adr/0014)",
    "assessments.Answer": "a line of a ballot",
    "assessments.UnsentLetter": "a letter on its way, whose reader only the server can tell; goes when it has arrived",
    "history.Erasure": "is itself the log, and is guarded like one",
    "programmes.LastSeen": "private to the reader, replaced at each visit",
    "reports.Rendering": "a job of the worker; its file can be made again",
    "monitoring.ImportDraft": "a file that waits for its confirmation and expires",
}

MODELS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in OURS and not issubclass(model, HistoryRow) and not model._meta.proxy
]
TRACKED = [model for model in MODELS if issubclass(model, Tracked)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_row_of_a_programme_has_a_past(model):
    belongs = any(field.name == "programme" for field in model._meta.fields)
    assert not belongs or issubclass(model, Tracked) or model._meta.label in WITHOUT_A_PAST


def test_every_model_has_a_past_or_a_reason_to_have_none():
    without = {
        model._meta.label
        for model in MODELS
        if not issubclass(model, Tracked) and not issubclass(model, AppendOnly)
    }
    assert without == set(WITHOUT_A_PAST)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_relations_are_models(model):
    ours = [
        field for field in model._meta.local_many_to_many if field.name not in {"groups", "user_permissions"}
    ]
    assert not ours, "A many-to-many field has no history; make the relation a model."


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_every_tracked_model_keeps_its_rows_and_points_to_the_change_set(model):
    assert issubclass(model.history.model, HistoryRow)
    assert model._default_manager.name == "objects"
    assert model._base_manager.name == "everything"


@pytest.mark.parametrize("model", TRACKED, ids=lambda model: model._meta.label)
def test_no_row_goes_when_what_it_points_to_goes(model):
    for field in model._meta.fields:
        if field.is_relation:
            assert field.remote_field.on_delete.__name__ == "PROTECT", field.name
