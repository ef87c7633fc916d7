"""The moments that reports make: each was issued at an instant to which one can look back."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.roles import Permission
from programmes.models.programme import Programme
from programmes.moments import NamedMoment
from reports.models import Report


def issued_reports(programme: Programme) -> Iterator[NamedMoment]:
    if not programme.may(Permission.READ_REPORTS):
        return
    issued = Report.objects.filter(programme_id=programme.pk, issued_at__isnull=False)
    for pk, number, title, at in issued.values_list("pk", "number", "title", "issued_at"):
        yield NamedMoment(
            f"report-{number}",
            _("%(title)s %(number)d issued") % {"title": title, "number": number},
            at,
            _("Reports issued"),
            reverse("report", args=[programme.address, pk]),
        )
