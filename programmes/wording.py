"""Lengths of time in words, as sentences about late things need them."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def length_in_words(days: int) -> str:
    """A number of days in the largest unit that still tells something: "9 days", "3 weeks", "5 months"."""
    if days < 14:
        return ngettext("%d day", "%d days", days) % days
    if days < 61:
        return ngettext("%d week", "%d weeks", days // 7) % (days // 7)
    months = round(days / 30.44)
    if months < 24:
        return ngettext("%d month", "%d months", months) % months
    years = round(days / 365.25)
    return ngettext("%d year", "%d years", years) % years


def late_in_words(days: int) -> str:
    return _("%(length)s late") % {"length": length_in_words(days)}


def ahead_in_words(days: int) -> str:
    """`days` from today, which is 0."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return _("in %(length)s") % {"length": length_in_words(days)}


def year_of_plan(starts_on: date, horizon_on: date, now: date) -> str:
    """Where a programme stands in its plan: "Year 2 of 5"."""
    years = max(1, round((horizon_on - starts_on).days / 365.25))
    year = (now - starts_on).days // 365.25 + 1
    if year < 1:
        return _("Not begun yet")
    if now > horizon_on:
        return _("Past its planned end")
    return _("Year %(year)d of %(years)d") % {"year": min(year, years), "years": years}
