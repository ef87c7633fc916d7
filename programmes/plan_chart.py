"""The workstreams and milestones of a programme as a Gantt chart."""

from django.utils.dates import MONTHS_3
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.chart import Chart, Heading
from charts.gantt import GanttLabels, Task, Workstream, gantt
from history.lens import Lens
from programmes.models import Milestone
from programmes.models import Workstream as Stream
from programmes.models.programme import today


def plan_chart(lens: Lens) -> Chart | None:
    """Each workstream as a bar with its milestones below it, then the milestones of none; None where there is nothing."""
    milestones = lens.rows(Milestone, "forecasts")
    streams = lens.rows(Stream)
    if not milestones and not streams:
        return None
    drawn = [
        _stream(stream, [row for row in milestones if row.workstream_id == stream.pk]) for stream in streams
    ]
    known = {stream.pk for stream in streams}
    loose = [row for row in milestones if row.workstream_id not in known]
    if loose:
        drawn.append(Workstream(_("No workstream"), [_task(row) for row in loose]))
    return gantt(
        drawn,
        today(),
        Heading("plan-chart", _("Workstreams and milestones"), _summary(milestones)),
        _labels(),
    )


def _stream(stream: Stream, milestones: list[Milestone]) -> Workstream:
    whole = Task(_("The whole workstream"), start=stream.starts_on, end=stream.ends_on)
    return Workstream(stream.title, [whole, *(_task(row) for row in milestones)])


def _task(row: Milestone) -> Task:
    forecast = row.forecast_on if row.forecast_on != row.planned_on else None
    return Task(row.title, planned=row.planned_on, forecast=forecast, met=row.reached_on, is_late=row.is_late)


def _summary(milestones: list[Milestone]) -> str:
    reached = sum(row.reached_on is not None for row in milestones)
    late = sum(row.is_late for row in milestones)
    all_of_them = ngettext("%(n)d milestone", "%(n)d milestones", len(milestones)) % {"n": len(milestones)}
    return _("%(milestones)s: %(reached)d reached, %(late)d late.") % {
        "milestones": all_of_them,
        "reached": reached,
        "late": late,
    }


def _labels() -> GanttLabels:
    return GanttLabels(
        months=[capfirst(str(MONTHS_3[month])) for month in range(1, 13)],
        quarters=[_("Q%(n)d") % {"n": n} for n in range(1, 5)],
        workstream=_("Workstream"),
        task=_("Milestone"),
        planned=_("Planned"),
        forecast=_("Expected"),
        met=_("Reached"),
        activity=_("Workstream, from start to end"),
        start=_("Start"),
        end=_("End"),
        late=_("Late"),
        status=_("Status"),
        today=_("Today"),
        no_date=_("No date"),
        empty=_("No milestone yet."),
    )
