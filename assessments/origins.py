"""Where a thread to the plan may begin within an assessment: at a dimension, or at one of its points or elements.

A part of an assessment is named by a dimension's key, or by "dimension/item" where each item is answered by itself.
"""

from django.urls import reverse

from assessments import gaps_page
from assessments.instrument_pack import anchor_of
from assessments.models import Assessment
from assessments.standing import pack_of

LONGEST = 80  # as `programmes.models.Link` keeps it


def part_title(assessment: Assessment, part: str) -> str:
    """Raises LookupError for what the instrument does not ask."""
    dimension, _slash, item = part.partition("/")
    if not item:
        return gaps_page.part_title(assessment, dimension)
    pack = pack_of(assessment)
    if pack is None:
        raise LookupError(part)
    found = {one.key: one for one in pack.dimensions}[dimension]
    text = {one.key: one.text for one in found.items}[item]
    return f"{assessment}: {found.title}. {text}"


def part_page(assessment: Assessment, part: str) -> str:
    """Gaps are on their own page; what is answered item by item is on the page of results."""
    if "/" not in part:
        return gaps_page.part_page(assessment, part)
    results = reverse("assessment_results", args=[assessment.programme.slug, assessment.pk])
    return f"{results}#{anchor_of(part)}"
