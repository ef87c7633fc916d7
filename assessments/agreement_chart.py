"""The drawing of the ratings, with the levels that were agreed."""

from django.utils.translation import gettext as _

from assessments.agreement_words import VERDICTS
from assessments.level_scale import level_scale
from assessments.outcome import outcome_of
from assessments.standing import Assessed, Standing
from charts import dots
from charts.chart import Chart, Heading


def ratings_chart(found: Assessed, standings: list[Standing], name: str) -> Chart | None:
    """Of ratings on one scale; None for means of items and checklists, which have no dots, and before a reveal."""
    rows = [_row(standing) for standing in standings if "summary" in standing.result]
    if not rows:
        return None
    title = _("Ratings and agreed levels")
    if len(standings) == 1:
        title = _("Ratings of %(dimension)s") % {"dimension": standings[0].dimension.title}
    heading = Heading(name, title, _summary(found, standings))
    return dots.dots(heading, rows, level_scale(found.pack).levels(), dots_labels())


def _row(standing: Standing) -> dots.DotRow:
    result, agreed = standing.result, standing.agreed
    level = float(agreed.level) if agreed else None
    title = standing.dimension.title
    if result["is_hidden"]:
        return dots.DotRow(title, agreed=level, instead=_("Too few rated it"))
    if not result["n"]:
        return dots.DotRow(title, agreed=level, instead=_("Nobody rated it"))
    found = (result["summary"].get("ijic7747") or {}).get("distribution")
    return dots.DotRow(
        title,
        counts={int(key): count for key, count in result["counts"].items()},
        median=result["median"],
        agreed=level,
        verdict=dots.Verdict(found) if found else None,
    )


def _summary(found: Assessed, standings: list[Standing]) -> str:
    if len(standings) > 1:
        verdicts = [row.verdict for row in map(_row, standings) if row.verdict]
        agree = sum(one is dots.Verdict.AGREEMENT for one in verdicts)
        words = _("The ratings agree on %(agree)s of %(n)s dimensions and are split on %(split)s.")
        return words % {"agree": agree, "n": len(standings), "split": len(verdicts) - agree}
    standing = standings[0]
    return outcome_of(standing.result, found.pack).sentence


def dots_labels() -> dots.DotsLabels:
    return dots.DotsLabels(
        row=_("Dimension"),
        level=_("Level"),
        rating=_("One rating"),
        ratings=_("Number of ratings"),
        median=_("Median"),
        region=_("Region of agreement"),
        agreed=_("Agreed level"),
        own=_("Your rating"),
        verdict=_("Verdict"),
        note=_("Note"),
        verdicts={kind: str(VERDICTS[kind.value]) for kind in dots.Verdict},
        empty=_("Nothing has been revealed yet."),
    )
