"""How the answers to an instrument become a value for each dimension. Pure: plain values in, plain values out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

MET = {"yes": 1.0, "partly": 0.5, "no": 0.0}


@dataclass(frozen=True)
class Scoring:
    """What an instrument's `scoring` names: for which answers it is made, and the rule for one dimension."""

    answers: frozenset[str]
    of_dimension: Callable[..., float | None]


@dataclass(frozen=True)
class Presence:
    """One element of a service: whether it matters there, is in place, or is planned."""

    is_relevant: bool
    is_present: bool = False
    is_planned: bool = False


def level(values: Sequence[float]) -> float | None:
    """The one level that was given; None for a dimension that was not rated."""
    if len(values) > 1:
        raise ValueError(f"a dimension has one level, not {len(values)}")
    return values[0] if values else None


def mean_of_items(values: Sequence[float]) -> float | None:
    """The mean of the items that were answered, reversed ones turned round already (`turned`)."""
    return fmean(values) if values else None


def turned(value: int, *, low: int, high: int) -> int:
    """The answer to a reversed item, on the scale of the others."""
    return low + high - value


def share_met(answers: Sequence[str]) -> float | None:
    """Percentage of the points that are met: yes counts one, partly a half, no nothing."""
    return 100 * fmean(MET[answer] for answer in answers) if answers else None


def implemented(elements: Sequence[Presence]) -> float | None:
    """PI: percentage of the relevant elements that are present (Minkman et al. 2011, doi:10.1186/1472-6963-11-177)."""
    relevant = [element for element in elements if element.is_relevant]
    return 100 * sum(element.is_present for element in relevant) / len(relevant) if relevant else None


def planned(elements: Sequence[Presence]) -> float | None:
    """PP: percentage of the relevant elements not yet present that are planned (as above)."""
    absent = [element for element in elements if element.is_relevant and not element.is_present]
    return 100 * sum(element.is_planned for element in absent) / len(absent) if absent else None


SCORINGS: Mapping[str, Scoring] = {
    "profile": Scoring(frozenset({"level"}), level),
    "mean-of-items": Scoring(frozenset({"agreement", "level"}), mean_of_items),
    "share-met": Scoring(frozenset({"yes-partly-no"}), share_met),
    "presence": Scoring(frozenset({"presence"}), implemented),  # and `planned` beside it
}
