"""What the templates are given: drawings that fit a page, days that are days, tables that say no more than needed."""

import json
from datetime import date, timedelta

from programmes.models import Milestone
from programmes.models.programme import today
from reports.dataset import compile_dataset
from reports.document import MOST_ROWS, document_of, revived
from reports.sealing import canonical


def document_for(report):
    return document_of(json.loads(canonical(compile_dataset(report))), "")


def test_days_come_back_as_days_and_other_texts_stay_texts():
    data = revived(
        {"due_on": "2026-03-14", "title": "2026-03-14", "rows": [{"period": "2026-03-01", "due_on": None}]}
    )
    assert data["due_on"] == date(2026, 3, 14)
    assert data["title"] == "2026-03-14"
    assert data["rows"][0] == {"period": date(2026, 3, 1), "due_on": None}


def test_a_long_plan_is_drawn_in_parts_that_fit_a_page(full_programme, draft, written):
    for number in range(50):
        day = today() + timedelta(days=number)
        Milestone(programme=full_programme, title=f"Milestone {number}", planned_on=day).save()
    document = document_for(draft)
    rows = [len(chart.table.rows) for chart in document.plan]
    assert sum(rows) == 50 + 12 + 3
    assert max(rows) < MOST_ROWS


def test_a_programme_without_a_plan_has_no_drawing_of_it(programme, draft):
    document = document_for(draft)
    assert document.plan == []
    assert "plan" not in [anchor for anchor, _title in document.sections]


def test_a_measure_shows_its_newest_figures_and_counts_the_earlier_ones(full_programme, draft):
    sheet = document_for(draft).sheets[0]
    assert [len(band) for band in sheet.bands] == [13, 13]
    assert sheet.n_earlier == 0
    assert sheet.has_targets
    assert sheet.chart.title == sheet.measure["title"]


def test_every_section_of_the_contents_is_a_heading_of_the_page(as_manager, full_programme, draft):
    text = as_manager.get(f"/programmes/riverside/reports/{draft.pk}/preview/").text
    for anchor, _title in document_for(draft).sections:
        assert f'<h2 id="{anchor}">' in text, anchor
