"""Charts of ratings for the style page: invented panels and figures."""

from charts.chart import Chart, Heading
from charts.dots import DotRow, DotsLabels, Verdict, dots
from charts.dumbbell import Change, Direction, DumbbellLabels, dumbbell
from charts.levels import Levels
from charts.numbers import NumberFormat
from charts.radar import Axis, Profile, RadarLabels, radar
from charts.shares import Share, SharesLabels, shares

LEVELS = Levels(0, 5, low_word="Not begun", high_word="Everywhere, and kept up", numbers=NumberFormat())
DIMENSIONS = [
    "Readiness to Change (to enable more Integrated Care)",
    "Structure and Governance",
    "Digital Infrastructure",
    "Process Coordination",
    "Finance and Funding",
    "Removal of Inhibitors",
    "Population Approach",
    "Citizen Empowerment",
    "Evaluation Methods",
    "Breadth of Ambition",
    "Innovation Management",
    "Capacity Building",
]
AGREED = [3, 2, 2, 3, 1, 2, 3, 2, None, 4, 2, 3]
PARTNERS = {
    "Riverside Hospital": [4, 3, 3, 3, 1, 2, 2, 2, 2, 4, 3, 3],
    "County council, adult social care": [3, 2, 1, 3, 1, 1, 3, 2, 1, 3, 2, 2],
    "Voluntary sector alliance": [2, 1, 1, 2, 0, 1, 4, 4, 1, 4, 1, 3],
    "General practice federation": [3, 2, 2, 3, 2, 2, 3, 1, None, 3, 2, 3],
    "Community trust": [3, 3, 2, 4, 1, 2, 3, 2, 2, 4, 2, 4],
    "People who use services": [1, 1, 1, 1, 0, 1, 2, 1, 1, 3, 1, 2],
    "Housing association": [2, 2, 1, 2, 1, 2, 2, 3, 1, 2, 2, 2],
}


def maturity_radar() -> Chart:
    axes = [Axis(name) for name in DIMENSIONS]
    profiles = [Profile("Agreed by all", AGREED, "main")]
    profiles += [Profile(name, values) for name, values in PARTNERS.items()]
    summary = (
        "Furthest on breadth of ambition (4), least far on finance and funding (1); evaluation is not agreed."
    )
    labels = RadarLabels("No.", "Dimension", "not agreed", "Nobody has rated yet.")
    return radar(
        Heading("style-radar", "Maturity by partner", summary), axes, profiles, scale=LEVELS, labels=labels
    )


def rating_dots() -> Chart:
    rows = [
        DotRow(DIMENSIONS[0], {1: 1, 2: 3, 3: 6, 4: 2}, 3, 3, 4, Verdict.AGREEMENT, "1 of 12 outside"),
        DotRow(DIMENSIONS[4], {0: 4, 1: 2, 3: 1, 4: 4, 5: 1}, 2, None, 0, Verdict.SPLIT, "9 of 12 outside"),
        DotRow("Health", {0: 4, 1: 2}, 0, is_part=True),
        DotRow("Social care", instead="Fewer than five ratings, so not shown.", is_part=True),
        DotRow(
            "Process Coordination, asked of all staff", {0: 6, 1: 41, 2: 88, 3: 52, 4: 9}, 2, 2, 3, Verdict.AGREEMENT, "15 of 196 outside"
        ),
        DotRow(DIMENSIONS[8], {1: 2, 2: 4, 3: 6}, 2.5, 2, None, Verdict.AGREEMENT, "2 of 12 outside"),
    ]  # fmt: skip
    labels = DotsLabels(
        row="Dimension", level="Level", rating="One rating", ratings="Number of ratings", median="Median",
        region="Region of agreement, one level either side", agreed="Agreed level", own="Your rating", verdict="Verdict",
        note="Ratings outside", verdicts={Verdict.AGREEMENT: "Agreement", Verdict.SPLIT: "Split"},
        empty="Nobody has rated yet.",
    )  # fmt: skip
    summary = "The panel agrees on three of four dimensions; it is split on finance and funding."
    return dots(Heading("style-dots", "The ratings of round 2", summary), rows, LEVELS, labels)


def then_and_now() -> Chart:
    values = [(1, 3, 4), (2, 2, 3), (2.5, 2, 3), (None, 3, None), (0, 1, 4), (2, 4, 4), (3, 3.5, 5)]
    rows = [Change(name, *three) for name, three in zip(DIMENSIONS, values, strict=False)]
    ways = {
        Direction.UP: "Up",
        Direction.DOWN: "Down",
        Direction.SAME: "The same",
        Direction.UNKNOWN: "Only one value",
    }
    labels = DumbbellLabels(
        "Dimension", "May 2024", "March 2026", "Target", "Change", ways, "not rated", "Only one round so far."
    )
    summary = (
        "Four of seven dimensions are further on than two years ago; digital infrastructure has fallen back."
    )
    return dumbbell(Heading("style-dumbbell", "Maturity then and now", summary), rows, LEVELS, labels)


def elements_by_cluster() -> Chart:
    rows = [
        Share("Patient-centredness", (66.7, 33.3), "6 of 9 relevant"),
        Share("Roles and tasks", (100, None), "3 of 3 relevant"),
        Share("Transparent entrepreneurship", (0, 50), "0 of 2 relevant"),
    ]
    labels = SharesLabels(
        "Cluster", ["Present", "Planned of the rest"], "Elements", "nothing to plan", "Nothing is shown."
    )
    summary = "Roles and tasks are settled; nothing of transparent entrepreneurship is in place yet."
    return shares(Heading("style-shares", "Present and planned", summary), rows, labels)
