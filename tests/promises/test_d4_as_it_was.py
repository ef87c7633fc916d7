"""Promise D4: "as it was on the day" is right, and reads each kind of row once."""

from datetime import UTC, datetime, timedelta

import pytest

from history.changes import change_set
from history.lens import Lens
from programmes.models import Risk

FIRST = datetime(2025, 1, 6, 9, tzinfo=UTC)
DAYS = 5


def hold(programme, manager, count_queries):
    copies = {}
    risks = []
    for day in range(DAYS):
        with change_set(by=manager, scope=programme.pk, at=FIRST + timedelta(days=day)):
            for risk in risks:
                risk.impact = day % 5 + 1
                risk.save()
            risks.append(Risk(programme=programme, title=f"Risk {day}", likelihood=1, impact=5))
            risks[-1].save()
            if day == DAYS - 1:
                risks[0].remove()
        copies[day] = {risk.pk: risk.impact for risk in Risk.objects.filter(programme=programme)}
    for day, copy in copies.items():
        with count_queries(1):
            then = Lens(programme, FIRST + timedelta(days=day, hours=1)).rows(Risk)
        assert {risk.pk: risk.impact for risk in then} == copy


def test_the_lens_shows_each_day_as_it_was(programme, manager, django_assert_num_queries):
    hold(programme, manager, django_assert_num_queries)


def test_without_the_instant_it_would_not(programme, manager, django_assert_num_queries, monkeypatch):
    """The twin: a lens that forgets its instant shows the present on every day."""

    monkeypatch.setattr(
        Lens, "_as_it_was", lambda self, model: list(model.objects.filter(programme=self.programme))
    )
    with pytest.raises(AssertionError):
        hold(programme, manager, django_assert_num_queries)
