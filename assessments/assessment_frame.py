"""What stands around every page of one assessment: its title, where it stands, and the way to its other pages.

A view gives `frame` to a template that extends "assessments/_assessment_base.html":

    lens = lens_on(programme)
    frame = frame_of(lens, pk, "assessment_results")   # raises Http404
"""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from assessments.instrument_choice import page_of, start_like
from assessments.models import Assessment, Round
from assessments.round_words import Standing, assessment_on, rounds_of, standing
from history.lens import Lens
from programmes.models import Programme

PAGES = (
    ("assessment", _("Overview"), Permission.VIEW),
    ("assessment_panel", _("Panel"), Permission.FACILITATE),
    ("assessment_results", _("Results"), Permission.VIEW),
    ("assessment_agreement", _("Agreement"), Permission.VIEW),
    ("assessment_gaps", _("Gaps and plan"), Permission.VIEW),
    ("assessment_change", _("Then and now"), Permission.VIEW),
    ("assessment_benchmark", _("Others"), Permission.VIEW),
)


@dataclass(frozen=True)
class Page:
    label: Any
    url: str
    is_active: bool


@dataclass(frozen=True)
class Frame:
    assessment: Assessment
    rounds: list[Round]
    standing: Standing
    instrument_title: str
    instrument_url: str
    pages: list[Page]

    @property
    def start(self) -> str:
        return start_like(self.assessment)


def frame_of(lens: Lens, pk: int, here: str) -> Frame:
    """`here` is the name of the page's address. Raises Http404 where there is no such assessment on that day."""
    try:
        assessment = assessment_on(lens, pk)
    except LookupError as missing:
        raise Http404 from missing
    return Frame(
        assessment=assessment,
        rounds=rounds_of(assessment),
        standing=standing(assessment),
        instrument_title=title_of(assessment),
        instrument_url=page_of(assessment),
        pages=_pages(lens.programme, assessment, here),
    )


def title_of(assessment: Assessment) -> str:
    """The instrument's title, or its key where its file cannot be read any more."""
    if assessment.own_instrument_id:
        return assessment.own_instrument.title
    try:
        return assessment.instrument.in_language(get_language()).title
    except LookupError:
        return assessment.instrument_key


def _pages(programme: Programme, assessment: Assessment, here: str) -> list[Page]:
    return [
        Page(label, reverse(name, args=[programme.slug, assessment.pk]), name == here)
        for name, label, permission in PAGES
        if programme.may(permission)
    ]
