"""Forms of a report that is being written. What was issued can no longer be edited: the forms say so."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programmes.forms import RecordForm
from reports.models import Report, ReportAsk


def refuse_if_issued(report: Report | None) -> None:
    if report is not None and report.is_issued:
        words = {"day": date_format(report.issued_at)}
        raise ValidationError(
            _("This report was issued on %(day)s and stays as it is. Write the next one.") % words
        )


class ReportForm(RecordForm):
    layout_rows = (("period_from", "period_to"),)

    class Meta:
        model = Report
        fields = ["title", "period_from", "period_to", "summary"]

    def clean(self) -> dict[str, Any]:
        refuse_if_issued(self.instance)
        return super().clean()


class AskForm(RecordForm):
    class Meta:
        model = ReportAsk
        fields = ["report", "text", "decision"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        refuse_if_issued(cleaned.get("report"))
        return cleaned
