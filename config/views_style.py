"""The style page: every component in every state, for those who build pages."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config import style_ratings
from config import style_samples as samples
from programmes.access import public


@public
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    page = {
        "icons": re.findall(r'symbol id="([\w-]+)"', sprite),
        "swatches": samples.SWATCHES,
        "run_chart": samples.run_chart(),
        "small_chart": samples.small_chart(),
        "journey": samples.journey_map(),
        "radar": style_ratings.maturity_radar(),
        "dots": style_ratings.rating_dots(),
        "dumbbell": style_ratings.then_and_now(),
        "shares": style_ratings.elements_by_cluster(),
        "table": samples.TABLE,
        "risks": samples.RISKS,
        "chips": samples.CHIPS,
        "subnav": samples.subnav(),
        "checklist": samples.CHECKLIST,
        "timeline": samples.TIMELINE,
        "facts": samples.FACTS,
        "form": samples.SampleForm(),
        "wrong_form": samples.wrong_form(),
        "row_form": samples.SampleRowForm(auto_id="row_%s"),
        "days": samples.days_around(),
    }
    return render(request, "style.html", page)
