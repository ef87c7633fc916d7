"""What may leave the organisation of a revealed round: figures that rest on ten answers or more, and nothing else.

Pure: from stored results (`assessments.results`) to a plain structure. No groups, no reasons, no confidence, nothing of
who was asked. Between two rounds of which both are shared, every difference rests on ten answers given anew, too: a
dimension that fewer than ten rated anew is held back in the later round.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.results import figure, kind_of, middle_answer

SHARED_MINIMUM = 10  # promise F1: inside the programme the minimum is 5 or more, outside it is this

Json = Mapping[str, Any]
FORMAT = "common-cause/shared-round"
FORMAT_VERSION = 1


def is_enough(tables: Sequence[Json | None], minimum: int = SHARED_MINIMUM) -> bool:
    """Whether the last of these tables of one question, round by round, may leave.

    A table that nobody's new answer has changed is the one before it.
    """
    last = tables[-1] if tables else None
    if not last or last["is_hidden"] or (last["n"] or 0) < minimum:
        return False
    if last["n_anew"] == 0 and len(tables) > 1:
        return is_enough(tables[:-1], minimum)
    return bool(last["n_anew"] >= minimum)


def shared_round(contents: Sequence[Json], *, minimum: int = SHARED_MINIMUM) -> dict[str, Any]:
    """The last of these results, which are those of an assessment's revealed rounds up to it, in their order."""
    last, found = contents[-1], shared_dimensions(contents, minimum)
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "instrument": {"key": last["instrument"], "version": last["version"]},
        "answer": last["answer"],
        "scoring": last["scoring"],
        "minimum": minimum,
        "is_hidden": all(dimension["is_hidden"] for dimension in found.values()),
        "dimensions": found,
    }


def shared_dimensions(contents: Sequence[Json], minimum: int = SHARED_MINIMUM) -> dict[str, dict[str, Any]]:
    """Of the last of these results; a dimension of which nothing may go says so."""
    by_round = [content.get("dimensions", {}) for content in contents]
    answer = contents[-1].get("answer", "")
    return {
        key: shared_dimension([found.get(key) for found in by_round], answer, minimum) for key in by_round[-1]
    }


def shared_dimension(
    tables: Sequence[Json | None], answer: str, minimum: int = SHARED_MINIMUM
) -> dict[str, Any]:
    """`value` is what stands for the dimension where that is not the median: a mean, or a percentage.

    It follows from the counts of all its items, so it needs all of them. `answer` is the instrument's kind of answer.
    """
    if not is_enough(tables, minimum):
        return {"is_hidden": True}
    last = tables[-1] or {}
    if "items" not in last:
        return _whole(last, answer)
    items = {
        key: _item([table["items"].get(key) if table else None for table in tables], answer, minimum)
        for key in last["items"]
    }
    is_whole = not any(item["is_hidden"] for item in items.values())
    return {
        "is_hidden": False,
        "n": last["n"],
        "value": figure(answer, last) if is_whole else None,
        **({"planned": last["planned"]["pooled"] if is_whole else None} if "planned" in last else {}),
        "items": items,
    }


def _whole(table: Json, answer: str) -> dict[str, Any]:
    """A dimension that is answered itself."""
    found = {"is_hidden": False, "n": table["n"], "counts": table["counts"], "median": table["median"]}
    is_median = kind_of(answer, has_items=False) == "median"
    return found if is_median else found | {"value": figure(answer, table)}


def _item(tables: Sequence[Json | None], answer: str, minimum: int) -> dict[str, Any]:
    if not is_enough(tables, minimum):
        return {"is_hidden": True}
    last = tables[-1] or {}
    median = middle_answer(answer, last)
    return {"is_hidden": False, "n": last["n"], "counts": last["counts"], "median": median}
