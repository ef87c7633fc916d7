"""What is said of an element of a service, in words: present, planned, neither or not relevant, and since when."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.answering import ABSENT, NOT_RELEVANT, PLANNED, PRESENT
from assessments.results_page.shown import Element

STATES = {
    PRESENT: gettext_lazy("Present"),
    PLANNED: gettext_lazy("Planned"),
    ABSENT: gettext_lazy("Neither"),
    NOT_RELEVANT: gettext_lazy("Not relevant"),
}


def state_of(element: Element) -> int | None:
    """What more than half say; None where nobody has a majority, and where nothing is shown."""
    state: int | None = element.found["state"]
    return state


def is_undecided(element: Element) -> bool:
    """Answered, and without a majority."""
    return not element.is_hidden and bool(element.found["n"]) and state_of(element) is None


def says(*, is_joint: bool) -> str:
    """Whose reading it is: the head of a column of readings."""
    return _("You say") if is_joint else _("More than half say")


def reading_of(element: Element) -> str:
    if element.is_hidden:
        return _("too few answered")
    if not element.found["n"]:
        return _("not answered")
    state = state_of(element)
    return _("no majority") if state is None else str(STATES[state])


def since(element: Element) -> str:
    """The earliest year, and the middle one where it is another."""
    years = None if element.is_hidden else element.found["years"]
    if not years:
        return "–"
    if years["median"] == years["earliest"]:
        return str(years["earliest"])
    return _("%(first)d, middle %(median).0f") % {"first": years["earliest"], "median": years["median"]}
