"""What "today" and "now" mean while an act is recorded."""

from datetime import UTC, date, datetime

from django.utils import timezone

from history.changes import change_set, moment
from history.models import Change
from programmes.models import Risk
from programmes.models.programme import today

LONG_AGO = datetime(2023, 5, 4, 10, 0, tzinfo=UTC)


def test_outside_a_change_set_today_is_the_present_day():
    assert today() == timezone.localdate()


def test_within_a_change_set_of_the_past_today_is_its_day(manager, programme):
    with change_set(by=manager, scope=programme.pk, at=LONG_AGO):
        assert today() == date(2023, 5, 4)
        assert moment() == LONG_AGO
    assert today() == timezone.localdate()


def test_a_row_that_was_removed_in_the_past_bears_the_instant_of_its_removal(manager, programme):
    with change_set(by=manager, scope=programme.pk, at=LONG_AGO):
        risk = Risk(programme=programme, title="Flood", likelihood=1, impact=5)
        risk.save()
        risk.remove()
    assert risk.removed_at == LONG_AGO
    assert Change.objects.filter(object_id=risk.pk, kind=Change.Kind.REMOVED).exists()
