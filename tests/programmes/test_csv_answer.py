"""Tables that are taken away: all from one function, and kept by nobody on the way."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from programmes.spreadsheet import csv_answer
from tests.assessments.panels import revealed


def test_a_table_is_a_file_that_spreadsheet_programs_read_as_it_is():
    answer = csv_answer([["Name", "N"], ["Łódź", 3]], "places.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(StringIO(answer.content.decode("utf-8-sig")))) == [["Name", "N"], ["Łódź", "3"]]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


@pytest.fixture
def assessment(programme, manager):
    return revealed(programme, manager, 12).assessment


@pytest.mark.parametrize(
    "name", ["history_csv", "changes_csv", "assessment_results_csv", "assessment_share_csv"]
)
def test_every_table_is_to_be_kept_by_the_reader_alone(as_manager, programme, assessment, name):
    of = [assessment.pk] if name.startswith("assessment") else []
    answer = as_manager.get(reverse(name, args=[programme.slug, *of]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    assert answer["Content-Disposition"].endswith('.csv"')
    assert answer["Cache-Control"] == "no-store"
