"""The grid of power and interest, drawn from the positions in force."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts.chart import Chart, Column, Heading, Table
from charts.scatter import Actor, ScatterLabels, scatter
from charts.scatter import Attitude as Mark
from stakeholders.models import Attitude, Stakeholder
from stakeholders.positions import HIGH, Quadrant

MOST = 40  # marks that one grid can hold and stay legible
BETWEEN = HIGH - 0.5  # the line lies between the scores, so that no mark sits on it


def quadrant_names() -> dict[Quadrant, str]:
    return {
        Quadrant.MANAGE_CLOSELY: _("Manage closely"),
        Quadrant.KEEP_SATISFIED: _("Keep satisfied"),
        Quadrant.KEEP_INFORMED: _("Keep informed"),
        Quadrant.MONITOR: _("Monitor"),
    }


def grid(rows: Sequence[Stakeholder]) -> Chart:
    """The stakeholders that have a position: those with most power first, `MOST` of them at most."""
    placed = sorted((row for row in rows if row.position), key=_weight)
    drawn = placed[:MOST]
    heading = Heading("stakeholder-grid", _("Power and interest"), _summary(drawn, placed))
    chart = scatter([_actor(row) for row in drawn], heading, _labels(), cut=BETWEEN)
    return replace(chart, table=_table(drawn, heading.title))


def _weight(row: Stakeholder) -> tuple[int, int, str]:
    return -row.position.power, -row.position.interest, row.name


def _actor(row: Stakeholder) -> Actor:
    held = row.position
    return Actor(row.name, held.interest, held.power, Mark[Attitude(held.attitude_now).name])


def _summary(drawn: Sequence[Stakeholder], placed: Sequence[Stakeholder]) -> str:
    if len(drawn) < len(placed):
        return _("The %(drawn)d with most power of %(placed)d. Filter the register to see the others.") % {
            "drawn": len(drawn),
            "placed": len(placed),
        }
    against = sum(row.position.attitude_now < 0 and row.quadrant == Quadrant.MANAGE_CLOSELY for row in drawn)
    if not against:
        return _("Nobody with high power and high interest stands against the programme.")
    words = ngettext(
        "%d of those with high power and high interest stands against the programme.",
        "%d of those with high power and high interest stand against the programme.",
        against,
    )
    return words % against


def _labels() -> ScatterLabels:
    names = quadrant_names()
    high_power = (names[Quadrant.KEEP_SATISFIED], names[Quadrant.MANAGE_CLOSELY])
    low_power = (names[Quadrant.MONITOR], names[Quadrant.KEEP_INFORMED])
    return ScatterLabels(
        interest=_("Interest"),
        power=_("Power"),
        low=_("low"),
        high=_("high"),
        number=_("No."),
        name=_("Stakeholder"),
        attitude=_("Attitude now"),
        needed=_("Needed"),
        quadrant=_("Quadrant"),
        attitudes={Mark[attitude.name]: str(attitude.label) for attitude in Attitude}
        | {Mark.UNKNOWN: _("Not known")},
        quadrants=high_power + low_power,
        empty=_(
            "Nobody here has a position yet. Give stakeholders power, interest and attitude to see the grid."
        ),
    )


def _table(rows: Sequence[Stakeholder], caption: str) -> Table:
    """The twin says the attitude needed too, which the drawing has no room for."""
    columns = [
        Column(_("No."), True),
        Column(_("Stakeholder")),
        Column(_("Power"), True),
        Column(_("Interest"), True),
        Column(_("Quadrant")),
        Column(_("Attitude now")),
        Column(_("Needed")),
    ]
    names = quadrant_names()
    body = [
        [
            str(number),
            row.name,
            str(row.position.power),
            str(row.position.interest),
            names[row.quadrant],
            row.position.get_attitude_now_display(),
            row.position.get_attitude_needed_display(),
        ]
        for number, row in enumerate(rows, start=1)
    ]
    return Table(caption, columns, body)
