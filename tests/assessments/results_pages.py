"""The page of results and its table, as a browser gets them."""

import csv
from io import StringIO

from django.urls import reverse

SLUG = "riverside"
FIRST, SECOND = "readiness-to-change", "structure-governance"
BREAKDOWNS = ("", "sector", "organisation", "profession")


def address(assessment, slug=SLUG, name="assessment_results", **query):
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse(name, args=[slug, assessment.pk])}?{words}"


def page_of(client, assessment, **query):
    response = client.get(address(assessment, **query))
    assert response.status_code == 200
    return response


def text_of(response):
    return response.content.decode()


def line_of(response, key=FIRST):
    return next(line for line in response.context["page"].block.lines if line.dimension.key == key)


def facts_of(response, key=FIRST):
    return dict(line_of(response, key).facts)


def csv_of(client, assessment, **query):
    response = client.get(address(assessment, name="assessment_results_csv", **query))
    assert response.status_code == 200
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
