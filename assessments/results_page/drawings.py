"""The drawings on the page of results: the profile as a radar, the ratings as dots."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.agreement_chart import dots_labels
from assessments.results import kind_of_all
from assessments.results_page.shown import Element, Group, Json, Shown
from charts.chart import Chart, Heading
from charts.dots import DotRow, Verdict, dots
from charts.radar import Axis, Profile, RadarLabels, radar

FEWEST_AXES, MOST_PROFILES = 3, 8
MOST_PARTS = 5  # groups drawn under each dimension; more are in its table alone


def profile(shown: Shown, *, main: str = "", besides: Sequence[Profile] = ()) -> Chart | None:
    """All who answered, the agreed levels, and the groups of the chosen breakdown; None below three dimensions.

    `main` is what the first of them is called, and `besides` are others that come next to it.
    """
    dimensions = shown.dimensions
    whole = [shown.figure(found) for _one, found in dimensions]
    if len(dimensions) < FEWEST_AXES or all(value is None for value in whole):
        return None
    everybody = _("Your answers") if shown.is_joint else _("All who answered")
    series = [Profile(main or everybody, whole, "main"), *besides]
    if shown.agreed:
        series.append(Profile(_("Agreed level"), [shown.agreed.get(one.key) for one, _found in dimensions]))
    series += _overlays(shown, MOST_PROFILES - len(series))
    heading = Heading("profile", _("Profile"), _profile_summary(shown, whole))
    axes = [Axis(one.title) for one, _found in dimensions]
    labels = RadarLabels(number=_("Number"), axis=_("Dimension"), missing="–", empty=_("Nothing is shown."))
    return radar(heading, axes, series, scale=shown.scale.levels(), labels=labels)


def _overlays(shown: Shown, most: int) -> list[Profile]:
    """The largest groups. One that is put together with another for a dimension has a gap there."""
    groups = sorted(shown.groups(shown.content), key=lambda group: -group.found["n"])[:most]
    return [
        Profile(group.name, [_in_dimension(shown, group, found) for _one, found in shown.dimensions])
        for group in groups
    ]


def _in_dimension(shown: Shown, group: Group, found: Json) -> float | None:
    same = (one for one in shown.groups(found) if one.found["groups"] == group.found["groups"])
    return next((shown.figure(one.found) for one in same), None)


def _profile_summary(shown: Shown, whole: Sequence[float | None]) -> str:
    known = [value for value in whole if value is not None]
    ends = {"low": shown.value(min(known)), "high": shown.value(max(known))}
    words = {
        "median": _("The medians lie between %(low)s and %(high)s."),
        "mean": _("The means lie between %(low)s and %(high)s."),
        "either": _("The medians and means lie between %(low)s and %(high)s."),
        "met": _("Between %(low)s and %(high)s of each is met."),
        "present": _("Between %(low)s and %(high)s of each is present, by what the majority says."),
    }
    return words[kind_of_all(shown.pack)] % ends


def rating_dots(shown: Shown) -> Chart:
    """A row for each dimension that is rated by one number, its groups under it where they are few."""
    rows: list[DotRow] = []
    has_parts = has_few_groups(shown)
    for one, found in shown.dimensions:
        rows.append(_row(one.title, found, shown, agreed=shown.agreed.get(one.key)))
        rows += [_part(group) for group in shown.groups(found)] if has_parts else []
    summary = _("What lies outside the shaded region is more than one level from the median.")
    return dots(Heading("ratings", _("Every rating"), summary), rows, shown.scale.levels(), dots_labels())


def has_few_groups(shown: Shown) -> bool:
    return len(shown.groups(shown.content)) <= MOST_PARTS


def item_dots(shown: Shown, key: str, title: str, items: Sequence[Element]) -> Chart:
    """A row for each item of one dimension."""
    rows = [_row(item.text, item.found, shown) for item in items]
    name = f"items-{key}_"  # as no key ends: the names within a drawing begin with its own
    heading = Heading(name, title, _("How far people agree with each statement."))
    return dots(heading, rows, shown.scale.levels(), dots_labels())


def _row(label: str, found: Json, shown: Shown, agreed: float | None = None) -> DotRow:
    if found["is_hidden"]:
        return DotRow(label, agreed=agreed, instead=_("Fewer than %(n)d rated it") % {"n": shown.minimum})
    if not found["n"]:
        return DotRow(label, agreed=agreed, instead=_("Nobody rated it"))
    agreement = (found.get("summary") or {}).get("ijic7747") or {}
    kind = agreement.get("distribution")
    return DotRow(
        label,
        counts=_counts(found),
        median=found["median"],
        agreed=agreed,
        verdict=Verdict(kind) if kind else None,
        note=_("%(n)d rated") % {"n": found["n"]},
    )


def _part(group: Group) -> DotRow:
    note = _("%(n)d rated") % {"n": group.found["n"]}
    return DotRow(
        group.name, counts=_counts(group.found), median=group.found["median"], note=note, is_part=True
    )


def _counts(found: Json) -> dict[int, int]:
    return {int(level): n for level, n in found["counts"].items()}
