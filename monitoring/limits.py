"""Whether a figure can be right at all."""

from decimal import Decimal

from django.utils.translation import gettext as _

from monitoring.models import Indicator, in_plain_digits


def out_of_range(indicator: Indicator, value: Decimal) -> str:
    """Why the figure cannot be right for the indicator; empty when it can."""
    if indicator.lowest is not None and value < indicator.lowest:
        return _("%(value)s is below the lowest possible value, %(limit)s.") % _figures(
            value, indicator.lowest
        )
    if indicator.highest is not None and value > indicator.highest:
        return _("%(value)s is above the highest possible value, %(limit)s.") % _figures(
            value, indicator.highest
        )
    return ""


def _figures(value: Decimal, limit: Decimal) -> dict[str, str]:
    return {"value": in_plain_digits(value), "limit": in_plain_digits(limit)}
