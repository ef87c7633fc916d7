"""The result of one round: who answered, every dimension, and every breakdown that is safe to show.

Where the items of a dimension are answered by themselves, the unit is the item: it has its own `n` and is hidden by
itself. What is said of the dimension is `pooled` from the counts of its items and so tells nothing that they do not;
only its median and quartiles look at sheets, at those on which all of it is answered.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessments.consensus import summarise
from assessments.grouping import SMALLEST, Blocks, breakdowns
from assessments.results.counts import (
    Json,
    confidence,
    majority,
    middle,
    points,
    pooled,
    reasons,
    table,
    years,
)
from assessments.results.sheets import Answer, Part, Shape, Sheet
from assessments.scoring import planned


@dataclass(frozen=True)
class Panel:
    """The sheets of those who answered, and how they are shown. A place is a position among the sheets."""

    sheets: Sequence[Sheet]
    shape: Shape
    minimum: int
    names: Mapping[str, Mapping[str, str]]
    salt: str
    n_invited: int
    is_joint: bool = False

    def raters(self, elements: Sequence[str]) -> list[int]:
        """The places of those who answer one of the elements."""
        return [
            place
            for place, sheet in enumerate(self.sheets)
            if any(sheet.value(element) is not None for element in elements)
        ]

    def anew(self, elements: Sequence[str]) -> list[int]:
        """The places of those who answer one of them in this round."""
        return [
            place
            for place in self.raters(elements)
            if any(
                answer.value is not None and not answer.is_carried
                for answer in map(self.sheets[place].answers.get, elements)
                if answer
            )
        ]

    def values(self, element: str, places: Sequence[int]) -> list[int]:
        given = (self.sheets[place].value(element) for place in places)
        return [value for value in given if value is not None]

    def hides(self, n: int) -> bool:
        """Too few to show. That nobody answers is shown, unless the panel is itself too small."""
        return n < self.minimum and (n > 0 or len(self.sheets) < self.minimum)


def round_result(
    sheets: Sequence[Sheet],
    shape: Shape,
    *,
    minimum: int = SMALLEST,
    names: Mapping[str, Mapping[str, str]],
    salt: str,
    n_invited: int | None = None,
    before: Json | None = None,
    is_joint: bool = False,
) -> Json:
    """All that is shown of a round; its form is in docs/explanation/small-groups.md.

    `names`: breakdown → group → its name, the breakdown first that is to be merged least. `salt` is random, and thrown
    away. `n_invited`: how many were asked, unless everybody has a sheet. In a later round the sheets come from
    `carried`, the shape is the whole instrument's even if less was asked, and `before` is the result of the last round.
    `is_joint`: the one sheet is a group's answer, filled in as one to be shown, so that nothing is hidden.
    Raises ValueError for a value that the instrument does not have, for a few new ratings that went past `carried`, and
    for several sheets of one group.
    """
    minimum = _minimum(sheets, minimum, is_joint=is_joint)
    answered = [sheet for sheet in sheets if sheet.is_answered]
    asked = len(sheets) if n_invited is None else n_invited
    panel = Panel(answered, shape, minimum, {} if is_joint else names, salt, asked, is_joint)
    _check(panel, is_later=before is not None)
    whole = _blocks(panel, [], _start(panel, before) if before else {})
    earlier = before["dimensions"] if before else {part.key: None for part in shape.parts}
    return {
        "instrument": shape.instrument,
        "version": shape.version,
        "answer": shape.answer,
        "scoring": shape.scoring,
        "minimum": minimum,
        "is_joint": is_joint,
        "invited": asked,
        "answered": len(answered),
        "is_hidden": panel.hides(len(answered)),
        "breakdowns": _breakdowns(panel, whole, lambda places: {"n": len(places)}),
        "dimensions": {part.key: _dimension(panel, part, whole, earlier[part.key]) for part in shape.parts},
    }


def _minimum(sheets: Sequence[Sheet], minimum: int, *, is_joint: bool) -> int:
    if is_joint and len(sheets) > 1:
        raise ValueError(f"A group that answers as one has one sheet, not {len(sheets)}.")
    return 1 if is_joint else minimum


def _check(panel: Panel, *, is_later: bool) -> None:
    for element in (element for part in panel.shape.parts for element in part.elements):
        raters = panel.raters([element])
        for value in panel.values(element, raters):
            if value not in panel.shape.codes:
                raise ValueError(f"'{element}' cannot be answered by {value}.")
        if is_later and len(raters) >= panel.minimum > len(panel.anew([element])) > 0:
            raise ValueError(f"Too few answer '{element}' anew: the last round's answers are to be carried.")


def _start(panel: Panel, earlier: Json) -> dict[str, list[list[str]]]:
    """The blocks of an earlier result, to start from; all groups together where it showed none."""
    found = {}
    for name in panel.names:
        blocks = earlier["breakdowns"].get(name, {}).get("blocks", [])
        everything = sorted({sheet.groups.get(name, "") for sheet in panel.sheets})
        found[name] = [block["groups"] for block in blocks] or [everything]
    return found


def _blocks(
    panel: Panel, populations: Sequence[Sequence[int]], start: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, Blocks]:
    if panel.is_joint:
        return {}
    return breakdowns(
        [sheet.groups for sheet in panel.sheets],
        tuple(panel.names),
        minimum=panel.minimum,
        populations=[range(len(panel.sheets)), *populations],
        start=start,
    )


def _breakdowns(panel: Panel, found: Mapping[str, Blocks], of_block: Callable[[list[int]], Json]) -> Json:
    """By breakdown its blocks, each with its table; where there are none, `why_not` says so."""
    shown: Json = {}
    for name, blocks in found.items():
        groups = [sheet.groups.get(name, "") for sheet in panel.sheets]
        if len(blocks) < 2:
            shown[name] = {"why_not": "too-small" if len(set(groups)) > 1 else "one-group", "blocks": []}
            continue
        rows = []
        for block in blocks:
            places = [place for place, group in enumerate(groups) if group in block]
            labels = [panel.names[name].get(group, group) for group in block]
            rows.append({"groups": list(block), "names": labels, **of_block(places)})
        shown[name] = {"why_not": None, "blocks": rows}
    return shown


def _dimension(panel: Panel, part: Part, whole: Mapping[str, Blocks], earlier: Json | None) -> Json:
    """One dimension; all of it None where too few rated it. `earlier`: the same in the last round."""
    shown: Json = {"elements": list(part.elements)}
    items = {element: _question(panel, element) for element in part.elements}
    if part.has_items:
        shown |= _head(panel, part.key, part.elements) | {"items": items}
    else:
        shown |= items[part.key]
    shown |= _values(panel, part)
    if shown["is_hidden"]:
        return shown | {"breakdowns": {}}
    units = [part.elements, *([element] for element in part.elements)]
    populations = [places for unit in units for places in (panel.raters(unit), panel.anew(unit))]
    start = _start(panel, earlier) if earlier and not earlier["is_hidden"] else whole
    found = _blocks(panel, populations, start)
    return shown | {"breakdowns": _breakdowns(panel, found, lambda places: _block(panel, part, places))}


def _head(panel: Panel, key: str, elements: Sequence[str]) -> Json:
    """How many answer the elements, and what they say beside; None where they are too few."""
    raters = panel.raters(elements)
    if panel.hides(len(raters)):
        hidden = dict.fromkeys(("n", "n_anew", "abstained", "reasons", "confidence"))
        return {"is_hidden": True, **hidden}
    said = [sheet.answers.get(key, Answer()) for sheet in panel.sheets]
    answers = [said[place] for place in raters]
    others = set(range(len(said))).difference(raters)
    return {
        "is_hidden": False,
        "n": len(raters),
        "n_anew": len(panel.anew(elements)),
        "abstained": sum(said[place].is_not_my_field for place in others),
        "reasons": reasons(answers, salt=panel.salt),
        "confidence": confidence(answers, minimum=panel.minimum),
    }


def _question(panel: Panel, element: str) -> Json:
    """The answers to one element, and what its kind of answer adds."""
    raters = panel.raters([element])
    values = panel.values(element, raters)
    shown = _head(panel, element, [element])
    is_hidden = shown["is_hidden"]
    extra = dict.fromkeys(("n", "counts", "median")) if is_hidden else table(panel.shape, values)
    if panel.shape.answer == "presence":
        extra["state"] = None if is_hidden else majority(values)
        answers = [panel.sheets[place].answers[element] for place in raters]
        extra["years"] = years(answers, minimum=panel.minimum)
    elif panel.shape.answer == "yes-partly-no":
        extra["share"] = points(panel.shape, values) if values and not is_hidden else None
    elif "/" not in element:
        extra["summary"] = None if is_hidden else _summary(panel, values)
    return shown | extra


def _summary(panel: Panel, values: Sequence[int]) -> Json:
    """What the published rules of consensus make of the ratings, whose counts stand beside it."""
    codes = panel.shape.codes
    silent = [None] * max(panel.n_invited - len(values), 0)
    found = summarise([*values, *silent], scale=(codes[0], codes[-1])).to_dict()
    found.pop("counts")
    return found


def _values(panel: Panel, part: Part) -> Json:
    """The dimension as a whole: pooled from its elements, and the middle of the sheets that answer all of it."""
    shape = panel.shape
    given = _shown_values(panel, part, range(len(panel.sheets)))
    own = [
        {element: panel.values(element, [place]) for element in part.elements}
        for place in panel.raters(part.elements)
    ]
    complete = [sheet for sheet in own if all(sheet.values())]

    def reading(**rule: Callable[..., float | None]) -> Json:
        values = [value for sheet in complete if (value := pooled(shape, part, sheet, **rule)) is not None]
        return {"pooled": pooled(shape, part, given, **rule)} | middle(values, minimum=panel.minimum)

    if shape.answer == "presence":
        return reading() | {"planned": reading(presence=planned)}
    return reading()


def _shown_values(panel: Panel, part: Part, places: Sequence[int]) -> dict[str, list[int]]:
    """By element the answers at these places; none to an element that too few of the panel answer."""
    found = {}
    for element in part.elements:
        hidden = panel.hides(len(panel.raters([element])))
        found[element] = [] if hidden else panel.values(element, places)
    return found


def _block(panel: Panel, part: Part, places: list[int]) -> Json:
    """A part of the panel: how many rated, the pooled value, and the answers to each element."""
    given = _shown_values(panel, part, places)
    n = sum(any(panel.sheets[place].value(e) is not None for e in part.elements) for place in places)
    value = {"pooled": pooled(panel.shape, part, given)}
    if not part.has_items:
        return table(panel.shape, given[part.key]) | value
    return {"n": n, **value, "items": {e: table(panel.shape, values) for e, values in given.items()}}
