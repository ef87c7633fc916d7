"""What stands for a dimension: one figure of its result, the same on every page, in every file and in every report.

Of ratings on a scale it is their median. Of all else it is pooled from the counts of what was answered: the mean of a
dimension's statements, the share met of a checklist, the share present. A checklist has a median as well, but of people
who can each say 0, 50 or 100 %, so that seven of twelve would make it 100 %.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from assessments.answering import YES
from assessments.instrument_pack import Instrument

Json = Mapping[str, Any]
Kind = Literal["median", "mean", "met", "present"]


def kind_of(answer: str, *, has_items: bool) -> Kind:
    """`answer` is the instrument's kind of answer; `has_items`: of this dimension."""
    if answer == "presence":
        return "present"
    if answer == "yes-partly-no":
        return "met"
    return "mean" if has_items else "median"


def kind_of_all(pack: Instrument) -> Kind | Literal["either"]:
    """For the head of a column: "either" where some dimensions are rated themselves and others by their items."""
    kinds: Iterable[Kind] = {kind_of(pack.answer, has_items=bool(one.items)) for one in pack.dimensions}
    first, *others = kinds
    return "either" if others else first


def figure(answer: str, table: Json) -> float | None:
    """In the unit of the dimension; `table` is what a result says of it, or of one of its groups.

    None where it is hidden or nobody answered, and where too few answered one of the items.
    """
    if table.get("is_hidden"):
        return None
    kind = kind_of(answer, has_items="items" in table)
    found: float | None = table.get("median" if kind == "median" else "pooled")
    return found


def middle_answer(answer: str, table: Json) -> float | None:
    """The median of the answers to one element, or of a group's, in the unit of the dimension."""
    median: float | None = table.get("median")
    if answer != "yes-partly-no" or median is None:
        return median
    return 100 * median / YES
