"""A population by age as a drawing: a pyramid, or single bars where the source does not part women and men."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.models import AgeBand, PopulationProfile
from charts.bars import Ranked, RankingLabels, ranking
from charts.chart import Chart, Heading
from charts.numbers import PLAIN, NumberFormat
from charts.pyramid import Band, PyramidLabels, pyramid


def population_chart(profile: PopulationProfile, bands: Sequence[AgeBand]) -> Chart:
    heading = Heading(f"population-{profile.pk}", _("Population by age"), _summary(bands))
    if all(band.persons is None for band in bands):
        return _pyramid(bands, heading)
    labels = RankingLabels(_("Age"), [_("People")], _("People"), _("No age bands yet."))
    return ranking([Ranked(band.label, [band.people]) for band in bands], heading, labels, PLAIN)


def _pyramid(bands: Sequence[AgeBand], heading: Heading) -> Chart:
    labels = PyramidLabels(_("Age"), _("Women"), _("Men"), _("People"), _("No age bands yet."))
    drawn = [Band(band.label, band.women or 0, band.men or 0) for band in bands]
    return pyramid(drawn, heading, labels, PLAIN)


def _summary(bands: Sequence[AgeBand]) -> str:
    """The largest band, and the share of people of 65 and over where the bands show it."""
    everybody = sum(band.people for band in bands)
    if not everybody:
        return _("Nobody is counted yet.")
    share = NumberFormat(suffix="%")
    largest = max(bands, key=lambda band: band.people)
    words = _("The largest band is %(band)s, with %(share)s of people.") % {
        "band": largest.label,
        "share": share(100 * largest.people / everybody),
    }
    if any(band.from_age == 65 for band in bands):
        older = sum(band.people for band in bands if band.from_age >= 65)
        words += " " + _("%(share)s are 65 or older.") % {"share": share(100 * older / everybody)}
    return words
