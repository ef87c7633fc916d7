"""What the worker does for reports. Repeating a task does no harm: it draws the same file from the same data set."""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from reports.models import Rendering
from reports.press import TooLong
from reports.render import pdf_of

log = logging.getLogger(__name__)


@task
def render_report(rendering_id: int) -> None:
    """Draw the PDF of one rendering; whatever happens is said in its row, never raised at the worker."""
    rendering = Rendering.objects.select_related("report__programme", "report__issued_by").get(
        pk=rendering_id
    )
    if rendering.is_done:
        return
    _note(
        rendering, state=Rendering.State.RUNNING, started_at=timezone.now(), progress=_("Setting the pages")
    )
    try:
        pdf = pdf_of(rendering.report)
    except Exception as error:  # the page has to say that it failed, whatever failed
        log.exception("Report %s could not be drawn", rendering.report_id)
        _note(
            rendering,
            state=Rendering.State.FAILED,
            finished_at=timezone.now(),
            progress="",
            problem=_in_words(error),
        )
    else:
        _keep(rendering, pdf)


def _in_words(error: Exception) -> str:
    if isinstance(error, TooLong):
        return _("Making the PDF took too long and was stopped. The web edition says the same.")
    return _("The PDF could not be made (%(kind)s). The web edition says the same.") % {
        "kind": type(error).__name__
    }


def _keep(rendering: Rendering, pdf: bytes) -> None:
    """Store the file under a name of ours, over an earlier one of the same data set."""
    name = f"reports/{rendering.report_id}/{rendering.report.sha256[:16]}.pdf"
    default_storage.delete(name)
    _note(
        rendering,
        state=Rendering.State.DONE,
        finished_at=timezone.now(),
        progress="",
        file=default_storage.save(name, ContentFile(pdf)),
        size=len(pdf),
        sha256=hashlib.sha256(pdf).hexdigest(),
    )


def _note(rendering: Rendering, **values: object) -> None:
    for name, value in values.items():
        setattr(rendering, name, value)
    rendering.save(update_fields=[*values])
