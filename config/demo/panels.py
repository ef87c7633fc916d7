"""Panels of the demonstration: assessments that are set up, rated, revealed and agreed on through the product's actions.

What people answered has neither a day nor a person (docs/adr/0014), so that ratings stand in the act which sends the
invitations, and history tells of that act alone. Nobody is written to: the people of the demonstration have no mailbox.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from assessments.actions.agreement import agree_levels, levels_in_force, token_of
from assessments.actions.ballots import rate
from assessments.actions.panel import ask_people
from assessments.actions.reveal import reveal
from assessments.actions.rounds import launch, open_next_round, start_assessment
from assessments.answering import Given, elements
from assessments.instrument_pack import Dimension
from assessments.models import AgreedLevel, Assessment, Confidence, Respondent, Round
from config.demo.script import Deed
from config.demo.telling import Teller, Verbs, entries

NO_LETTERS = ""  # where there is no site, links lead nowhere and nobody is written to
NOT_MY_FIELD, LEFT_OUT = "-", "."
RATING = re.compile(r"(-|[0-9.]+)([?+]?)")
SURE = {"?": Confidence.LOW, "": Confidence.MIDDLING, "+": Confidence.HIGH}


def assess(teller: Teller, deed: Deed) -> None:
    """`assess: scirocco` with the fields of the assessment and the days of its first round, `opens_on` and `closes_on`.

    With `is_joint`, whoever starts it enters the answers of the `group`.
    """
    values = dict(deed)
    key, name = values.pop("assess"), values.pop("as")
    days = {which: teller.meant(values.pop(which)) for which in ("opens_on", "closes_on")}
    assessment = teller.make(Assessment, values | {"instrument_key": key})
    start_assessment(assessment=assessment, by=teller.by, **days)
    teller.names[Assessment, name] = assessment
    if assessment.is_joint:
        _admit(teller, name, "group", assessment.respondents.get())


def ask(teller: Teller, deed: Deed) -> None:
    """`ask: midterm`, with `columns` and `rows`: members by `user`, others by `name`; `as` names whoever has no account."""
    assessment = teller.named(Assessment, deed["ask"])
    asked = []
    for entry in entries(deed, besides={"ask"}):
        name = entry.pop("as", None) or entry["user"]
        one = teller.make(Respondent, entry)
        one.assessment = assessment
        _admit(teller, deed["ask"], name, one)
        asked.append(one)
    ask_people(assessment=assessment, respondents=asked, by=teller.by, site=NO_LETTERS)


def _admit(teller: Teller, assessment: str, name: str, respondent: Respondent) -> None:
    teller.names[Respondent, f"{assessment} {name}"] = respondent


def send_invitations(teller: Teller, deed: Deed) -> None:
    """`launch: midterm`"""
    launch(round=_newest(teller, deed["launch"]), version=None, by=teller.by, site=NO_LETTERS)


def ask_again(teller: Teller, deed: Deed) -> None:
    """`next-round: midterm` with the dimensions `asked`, `opens_on` and `closes_on`."""
    open_next_round(
        last=_newest(teller, deed["next-round"]),
        version=None,
        asked=deed["asked"],
        opens_on=teller.meant(deed["opens_on"]),
        closes_on=teller.meant(deed["closes_on"]),
        by=teller.by,
        site=NO_LETTERS,
    )


def take_ratings(teller: Teller, deed: Deed) -> None:
    """`rate: midterm`, `rows: [[priya.nair, medicine, "3 2+ - ."]]`: who, their profession, a word for each dimension.

    The dimensions are those that the round asks, in the instrument's order. A word is a level, or a figure for each item;
    `?` behind it is not very sure, `+` sure; `-` is not my field and `.` no answer. `reasons`: who → dimension → text;
    `since`: element → a day in the year since which it is present.
    """
    round = _newest(teller, deed["rate"])
    years = {element: teller.meant(word).year for element, word in deed.get("since", {}).items()}
    for name, profession, words in deed["rows"]:
        respondent = teller.named(Respondent, f"{deed['rate']} {name}")
        reasons = deed.get("reasons", {}).get(name, {})
        for dimension, word in zip(round.dimensions, words.split(), strict=True):
            if word == LEFT_OUT:
                continue
            given = _given(word, dimension, years, reasons.get(dimension.key, ""))
            rate(
                respondent=respondent,
                round=round,
                dimension=dimension.key,
                given=given,
                profession=profession,
            )


def _given(word: str, dimension: Dimension, years: Mapping[str, int], reason: str) -> Given:
    found = RATING.fullmatch(word)
    if found is None:
        raise ValueError(
            f"'{word}' is no rating of {dimension.key}: write 3, 2? or 4+, -, ., or a figure an item"
        )
    figures, sure = found.groups()
    if figures == NOT_MY_FIELD:
        return Given(is_not_my_field=True, reason=reason)
    values = dict(_values(figures, dimension))
    since = {element: year for element, year in years.items() if element in values}
    return Given(values=values, years=since, confidence=SURE[sure], reason=reason)


def _values(figures: str, dimension: Dimension) -> Iterator[tuple[str, int]]:
    given = list(figures) if dimension.items else [figures]
    for element, figure in zip(elements(dimension), given, strict=True):
        if figure != LEFT_OUT:
            yield element, int(figure)


def show(teller: Teller, deed: Deed) -> None:
    """`reveal: midterm`"""
    reveal(round=_newest(teller, deed["reveal"]), version=None, by=teller.by)


def agree(teller: Teller, deed: Deed) -> None:
    """`agree: midterm`, with `columns` and `rows`: levels on the day of the act, resting on the newest round."""
    assessment, round = teller.named(Assessment, deed["agree"]), _newest(teller, deed["agree"])
    of = {"assessment": assessment, "round": round, "agreed_on": teller.day}
    levels = [_level(teller, entry, of) for entry in entries(deed, besides={"agree"})]
    present = levels_in_force(assessment)
    seen = {row.dimension: token_of(present.get(row.dimension)) for row in levels}
    agree_levels(levels=levels, seen=seen, by=teller.by)


def _level(teller: Teller, entry: Deed, of: Mapping[str, Any]) -> AgreedLevel:
    row: AgreedLevel = teller.make(AgreedLevel, entry | {"level": Decimal(str(entry["level"]))})
    for name, value in of.items():
        setattr(row, name, value)
    return row


def _newest(teller: Teller, name: str) -> Round:
    """The round that an assessment is at."""
    assessment = teller.named(Assessment, name)
    round: Round = Round.objects.filter(assessment=assessment).latest("number")
    round.programme, round.assessment = teller.programme, assessment
    return round


PANEL_VERBS: Verbs = {
    "assess": assess,
    "ask": ask,
    "launch": send_invitations,
    "rate": take_ratings,
    "reveal": show,
    "next-round": ask_again,
    "agree": agree,
}
