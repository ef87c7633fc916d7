"""The kind of record of learning signals, and the card that leads to them from the ninth step."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from learning.forms import SignalForm
from learning.models import Signal
from programmes.kinds import Kind, Paper, register, register_paper
from programmes.models.programme import Programme, ProgrammeRow


def listed(programme: Programme) -> str:
    return reverse("signals", args=[programme.slug])


def in_list(row: ProgrammeRow) -> str:
    return f"{listed(row.programme)}#signal-{row.pk}"


register(
    Kind(
        Signal,
        SignalForm,
        page=in_list,
        listing=listed,
        section="journey",
        leads_to=("action", "decision"),
    )
)

register_paper(
    Paper(
        step_key="monitoring-evaluation",
        title=_("Learning signals"),
        purpose=_("What was noticed on the way, and whether it made the partners keep, adapt or stop."),
        url_name="signals",
        models=(Signal,),
    )
)
