"""What is shown of a round: computed once from all sheets when the round is revealed, stored as JSON, never again.

Pure: plain values in, plain values out. Nothing in a result is about fewer people than the minimum, alone or by
subtraction, in one round (`assessments.grouping`) or between rounds (`carried`): docs/explanation/small-groups.md.

The phase of development that Minkman et al. compute from a service's elements (doi:10.1186/1472-6963-13-214) is not
computed here: how they do it was not read, and which phase an element leads to was read in full for two of them only.
"""

from .comparison import Gap, carried, gaps, in_force
from .figure import Kind, figure, kind_of, kind_of_all, middle_answer
from .of_round import round_result
from .sheets import Answer, Part, Shape, Sheet, shape_of

__all__ = [
    "Answer",
    "Gap",
    "Kind",
    "Part",
    "Shape",
    "Sheet",
    "carried",
    "figure",
    "gaps",
    "in_force",
    "kind_of",
    "kind_of_all",
    "middle_answer",
    "round_result",
    "shape_of",
]
