"""Which of one person's answers the result of a later round holds, read off the result. Pure.

The rule is `results.carried`; what it made of the whole panel stands in the result as how many answered anew.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from assessments.answering import Line
from assessments.results import in_force

Content = Mapping[str, Any]  # of a result, as `results.round_result` gives it
Said = TypeVar("Said", bound=Line)


def counting(
    before: Mapping[str, list[Said]], given: Mapping[str, list[Said]], content: Content | None
) -> dict[str, list[Said]]:
    """By dimension, what stands of the rounds before and of what was said in this one.

    `content` is what this round came to; None in the first, and until the reveal: then it is what stands if enough
    people rate again. Of what the result hides it does not tell what stands; there the newer answer is given.
    """
    found = {}
    for key in {**before, **given}:
        old = {line.element: line for line in before.get(key, ())}
        new = {line.element: line for line in given.get(key, ())}
        shown = content["dimensions"].get(key) if content else None
        lines = [
            in_force(
                old.get(element), new.get(element), is_settled=bool(shown) and is_settled(shown, element)
            )
            for element in {**old, **new}
        ]
        if standing := _without_withdrawal([line for line in lines if line]):
            found[key] = standing
    return found


def _without_withdrawal(lines: list[Said]) -> list[Said]:
    """Of a dimension with items: that it is not one's field, said before or after its items were answered, counts nothing."""
    is_answered = any(line.value is not None for line in lines)
    return [line for line in lines if not (is_answered and line.is_not_my_field)]


def is_settled(shown: Content, element: str) -> bool:
    """Too few answered it again to change what an earlier round showed. `shown`: what a later result says of the dimension."""
    items = shown.get("items") or {}
    units = [items[element]] if element in items else [*items.values()] or [shown]
    anew = [unit["n_anew"] for unit in units if unit["n_anew"] is not None]
    return bool(anew) and not any(anew)
