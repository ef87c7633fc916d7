"""The kinds of record of the comparison with other programmes, and what it asks of who steers one."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Permission
from assessments.benchmark import FEWEST
from assessments.forms.dimensions import AssessmentForm
from assessments.models import BenchmarkConsent, MeetingRequest
from assessments.sharing import SHARED_MINIMUM
from history.lens import Lens
from programmes.forms import record_form
from programmes.home import Ask, register_asks
from programmes.kinds import Kind
from programmes.models.programme import ProgrammeRow
from programmes.panels import register_panel


def on_benchmark(row: ProgrammeRow) -> str:
    return reverse("assessment_benchmark", args=[row.programme.slug, row.assessment_id])


BENCHMARK_KINDS = (
    Kind(
        BenchmarkConsent,
        record_form(
            BenchmarkConsent, "assessment", "may_be_named", "is_open_to_meet", "note", base=AssessmentForm
        ),
        page=on_benchmark,
        edit=Permission.STEER,
        section="journey",
    ),
    Kind(
        MeetingRequest,
        record_form(MeetingRequest, "message"),
        page=lambda row: row.get_absolute_url(),
        edit=Permission.STEER,
        is_addable=False,
        is_revisable=False,
        section="journey",
        instead=gettext_lazy("A request is answered by the programme that was asked. You can take it back."),
    ),
)


def what_others_see(lens: Lens, *about: Any) -> dict[str, Any]:
    return {"fewest": FEWEST, "minimum": SHARED_MINIMUM}


register_panel(
    place="form:benchmarkconsent", render=what_others_see, template="assessments/_benchmark_terms.html"
)


def asks_of(lens: Lens, person: User) -> list[Ask]:
    """Requests of other programmes that wait for an answer."""
    programme = lens.programme
    if lens.at or not programme.may(Permission.STEER):
        return []
    waiting = MeetingRequest.objects.filter(other=programme, state=MeetingRequest.State.ASKED)
    return [
        Ask(
            _("%(programme)s asks to meet you.") % {"programme": row.programme},
            reverse("meeting", args=[programme.slug, row.pk]),
            _("Answer"),
            is_page=True,
        )
        for row in waiting.filter(programme__removed_at=None).select_related("programme")
    ]


register_asks(asks_of)
