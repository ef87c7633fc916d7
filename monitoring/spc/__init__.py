"""XmR charts: process limits, special-cause signals and the two icons, from plain values.

Sources: Making Data Count (NHS England) for the four rules and the icons; the individuals chart of Shewhart and
Wheeler for the constants. Where published tools read the same rules differently, `rules.Rules` names the point.
"""

from .analysis import analyse
from .icons import Direction
from .results import Point, Result, Segment
from .rules import PRESETS, Rules

__all__ = ["PRESETS", "Direction", "Point", "Result", "Rules", "Segment", "analyse"]
