"""From a point that is not met, or an element that is missing, to the plan: what came of it, and what may be made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.text import Truncator

from assessments.gaps_page import OUTCOMES, LedTo
from assessments.models import Assessment
from assessments.origins import LONGEST
from history.lens import Lens
from programmes.threads import End, Onward, led_to_by_origin, onward

LONGEST_TITLE = 150  # characters to begin a title with


@dataclass(frozen=True)
class Next:
    led_to: Sequence[End] = ()
    onward: Sequence[Onward] = ()


@dataclass(frozen=True)
class Plan:
    """Asks for the threads of the assessment once, and only where they are shown."""

    lens: Lens
    assessment: Assessment

    @cached_property
    def led_to(self) -> LedTo:
        return led_to_by_origin(self.lens, Assessment)

    def of(self, element: str, text: str) -> Next:
        """Nothing for an element whose key is too long for a thread."""
        if len(element) > LONGEST:
            return Next()
        title = Truncator(text).chars(LONGEST_TITLE)
        ways = onward(self.lens.programme, self.assessment, OUTCOMES, element, title)
        return Next(self.led_to.get((self.assessment.pk, element), ()), ways)
