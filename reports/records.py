"""The kinds of record of a report that is being written; only those who compose reports see them."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from programmes.kinds import Kind, register
from programmes.moments import register_moments
from reports.forms import AskForm, ReportForm
from reports.models import Report, ReportAsk
from reports.moments import issued_reports

register(
    Kind(
        Report,
        ReportForm,
        page=lambda report: report.get_absolute_url(),
        see=Permission.REPORT,
        edit=Permission.REPORT,
        is_addable=False,
        instead=_("An issued report stays as it is. Write a new one that puts it right."),
    ),
    Kind(
        ReportAsk,
        AskForm,
        page=lambda ask: f"{ask.report.get_absolute_url()}#reportask-{ask.pk}",
        see=Permission.REPORT,
        edit=Permission.REPORT,
    ),
)

register_moments(issued_reports)
