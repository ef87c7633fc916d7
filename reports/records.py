"""The kinds of record of a report that is being written; only those who compose reports see them."""

from accounts.roles import Permission
from programmes.kinds import Kind, register
from reports.forms import AskForm, ReportForm
from reports.models import Report, ReportAsk

register(
    Kind(
        Report,
        ReportForm,
        page=lambda report: report.get_absolute_url(),
        see=Permission.REPORT,
        edit=Permission.REPORT,
        is_addable=False,
    ),
    Kind(
        ReportAsk,
        AskForm,
        page=lambda ask: f"{ask.report.get_absolute_url()}#reportask-{ask.pk}",
        see=Permission.REPORT,
        edit=Permission.REPORT,
    ),
)
