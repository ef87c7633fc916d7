"""What a constraint refuses is said beside the field that has to change, with all that was typed."""

import pytest
from django.urls import reverse

from programmes.models import Workstream


@pytest.mark.parametrize(
    ("kind", "typed", "field", "says"),
    [
        (
            "workstream",
            {"title": "Backwards", "starts_on": "2026-05-01", "ends_on": "2026-01-01"},
            "ends_on",
            "The end lies before the start.",
        ),
        (
            "decision",
            {"title": "Made, some day", "status": "made"},
            "decided_on",
            "A decision that was made needs the day on which it was made.",
        ),
    ],
)
def test_a_refusal_stands_beside_its_field(as_manager, programme, kind, typed, field, says):
    answer = as_manager.post(reverse("record_add", args=["riverside", kind]), typed)
    form = answer.context["form"]
    assert says in str(form.errors[field])
    assert not form.non_field_errors()
    assert typed["title"] in answer.content.decode()
    assert not Workstream.objects.exists()
