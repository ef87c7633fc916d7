"""From signals to meaning: the class of a point, and the variation and assurance icons of a chart."""

from collections.abc import Sequence
from typing import Literal

from .results import Point, Segment
from .rules import Rules
from .signals import side

Direction = Literal["increase", "decrease", "neutral"]  # which way is better


def verdict(signs: Sequence[int], direction: Direction, rules: Rules) -> tuple[str, bool]:
    """The class of a point, from the signs of its signals with the strongest first; and whether they disagree."""
    if not signs:
        return "common_cause", False
    if direction == "neutral":
        return f"special_cause_neutral_{'high' if signs[0] > 0 else 'low'}", False
    better = 1 if direction == "increase" else -1
    is_better = better in signs if rules.improvement_wins else signs[0] == better
    return f"special_cause_{'improvement' if is_better else 'concern'}", len(set(signs)) > 1


def variation_icon(last: Point | None, segments: Sequence[Segment], direction: Direction) -> str | None:
    """The class of the last point and the side it is on; None where that point has no limits."""
    if last is None or not segments[last.segment].limits_defined:
        return None
    name = last.point_class.removeprefix("special_cause_")
    if name not in ("improvement", "concern"):
        return name
    is_high = (name == "improvement") == (direction == "increase")
    return f"{name}_{'high' if is_high else 'low'}"


def assurance_icon(
    last: Point | None, segments: Sequence[Segment], direction: Direction, rules: Rules
) -> str | None:
    """Pass or fail where the target lies beyond the limits, so that chance alone will not change the answer."""
    if last is None or last.target is None or direction == "neutral":
        return None
    segment = segments[last.segment]
    if segment.lower_process_limit is None or segment.upper_process_limit is None:
        return None
    needed = 0 if rules.limit_is_decisive else 1
    is_under = side(segment.lower_process_limit, last.target) >= needed
    is_over = side(last.target, segment.upper_process_limit) >= needed
    passed, failed = (is_under, is_over) if direction == "increase" else (is_over, is_under)
    return "pass" if passed else "fail" if failed else "inconsistent"
