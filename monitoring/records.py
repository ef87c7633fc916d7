"""The kinds of record of monitoring, its working paper, and its panel on the programme's home page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from monitoring.forms import IndicatorForm, IndicatorRowForm, ObservationForm, TargetForm
from monitoring.measures_page import key_measures
from monitoring.models import (
    Annotation,
    Baseline,
    Import,
    Indicator,
    Observation,
    Recalculation,
    Target,
)
from programmes.forms import record_form
from programmes.kinds import Kind, Paper, register, register_paper
from programmes.models import Programme
from programmes.panels import register_panel


def measures(programme: Programme) -> str:
    return reverse("measures", args=[programme.slug])


def on_indicator(row: Any) -> str:
    """The row's place on the page of its indicator."""
    page = reverse("indicator", args=[row.programme.slug, row.indicator_id])
    return f"{page}#{row._meta.model_name}-{row.pk}"


def import_page(row: Import) -> str:
    return f"{reverse('observations_import', args=[row.programme.slug])}#import-{row.pk}"


register(
    Kind(
        Indicator,
        IndicatorForm,
        page=lambda row: row.get_absolute_url(),
        children=("targets", "baselines", "recalculations", "annotations"),
        listing=measures,
        section="measures",
    ),
    Kind(Observation, ObservationForm, page=on_indicator, section="measures"),
    Kind(Target, TargetForm, page=on_indicator, is_revisable=False, section="measures"),
    Kind(
        Baseline,
        record_form(
            Baseline,
            "indicator",
            "value",
            "from_on",
            "to_on",
            "reason",
            rows=(("from_on", "to_on"),),
            base=IndicatorRowForm,
        ),
        page=on_indicator,
        is_revisable=False,
        section="measures",
    ),
    Kind(
        Recalculation,
        record_form(Recalculation, "indicator", "on", "reason", base=IndicatorRowForm),
        page=on_indicator,
        is_revisable=False,
        section="measures",
    ),
    Kind(
        Annotation,
        record_form(Annotation, "indicator", "on", "text", base=IndicatorRowForm),
        page=on_indicator,
        section="measures",
    ),
    Kind(
        Import,
        record_form(Import, "file_name", "indicator", "rows_added", "rows_changed"),
        page=import_page,
        is_addable=False,
        is_revisable=False,
        is_removable=False,
        section="measures",
        instead=_("What a file brought is taken back on the page where files are taken in."),
    ),
)

register_paper(
    Paper(
        step_key="monitoring-evaluation",
        title=_("Indicators"),
        purpose=_("What is measured, by whom and how; its figures, targets and what the charts say."),
        url_name="measures",
        models=(Indicator, Observation, Target, Baseline),
    )
)

register_panel(place="home", render=key_measures, template="monitoring/_key_measures.html")
