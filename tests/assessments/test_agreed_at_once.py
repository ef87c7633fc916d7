"""Of several who agree a level or set a target at once one is heard, and the others are told with all they typed."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse

from assessments.models import AgreedLevel, TargetLevel
from history.actions import Stale
from programmes.kinds import kind_called
from tests.assessments.panels import revealed
from tests.conftest import sign_in

KEY = "finance-funding"
TOLD = {AgreedLevel: "is in force: “Reasons for", TargetLevel: "moved or removed meanwhile"}
AT_ONCE = 4


@pytest.fixture
def assessment(programme, manager):
    return revealed(programme, manager).assessment


def address(assessment, model):
    add = reverse("record_add", args=[assessment.programme.slug, model._meta.model_name])
    return f"{add}?assessment={assessment.pk}&dimension={KEY}"


def typed(assessment, level, **more):
    sent = {
        "assessment": assessment.pk,
        "dimension": KEY,
        "level": level,
        "rationale": f"Reasons for {level}",
    }
    return sent | {"confidence": 2, "agreed_on": "2026-01-05", "seen": ""} | more


@pytest.mark.parametrize("model", TOLD)
def test_of_two_forms_that_were_right_the_one_that_is_saved_second_is_refused(assessment, manager, model):
    kind = kind_called(model._meta.model_name)
    forms = [
        kind.form(
            typed(assessment, level),
            programme=assessment.programme,
            user=manager,
            parents={"assessment": assessment.pk},
        )
        for level in (3, 1)
    ]
    assert [form.is_valid() for form in forms] == [True, True]
    kind.add(row=forms[0].instance, by=manager, **forms[0].besides())
    with pytest.raises(Stale):
        kind.add(row=forms[1].instance, by=manager, **forms[1].besides())
    assert [row.level for row in model.objects.all()] == [3]


def send(url, person, data):
    try:
        answer = sign_in(person).post(url, data)
        return answer.status_code, answer.content.decode()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", TOLD)
def test_of_many_at_once_one_is_accepted_and_the_others_keep_what_they_typed(
    transactional_db, assessment, manager, model
):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = [typed(assessment, level, reason=f"Typed {level}") for level in range(AT_ONCE)]
        answers = list(pool.map(lambda data: send(address(assessment, model), manager, data), sent))
    assert sorted(status for status, _page in answers) == [302] + [422] * (AT_ONCE - 1)
    assert model.objects.count() == 1
    for data, (status, page) in zip(sent, answers, strict=True):
        assert status == 302 or (data["reason"] in page and TOLD[model] in page)
