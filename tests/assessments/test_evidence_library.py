"""The evidence library as pages: filters, pages, articles, the panels on step pages and beside forms."""

import re
from html import escape, unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from assessments.evidence_hints import in_turn
from assessments.evidence_pack import evidence
from assessments.evidence_page import ROWS, evidence_page
from history.actions import add_row
from programmes.models import Risk
from tests.conftest import sign_in
from tests.sent_forms import filled_in

LIBRARY = "/evidence/"


@pytest.fixture
def client(manager):
    return sign_in(manager)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def keys(query=""):
    """The factors that the library lists for a query, over all its pages."""
    found, asked = [], QueryDict(query, mutable=True)
    for number in range(1, 30):
        asked["page"] = str(number)
        shown = evidence_page(asked)
        found += [line.finding.factor.key for reported in shown.reported for line in reported.lines]
        if not shown.next_url:
            return found
    raise AssertionError("The library has no last page")


# Filters


def test_the_library_lists_every_factor_once_over_its_pages():
    assert sorted(keys()) == sorted(evidence().findings)


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("theme=economic", lambda one: one.theme.key == "economic"),
        ("type=need", lambda one: one.factor.type == "need"),
        ("step=value-case", lambda one: "value-case" in one.steps),
        ("article=ling2012", lambda one: one.article.key == "ling2012"),
        (
            "theme=economic&type=barrier&step=mutual-gain",
            lambda one: (
                one.theme.key == "economic" and one.factor.type == "barrier" and "mutual-gain" in one.steps
            ),
        ),
    ],
)
def test_filters_keep_what_fits_all_of_them(query, fits):
    assert keys(query) == [key for key, one in evidence().findings.items() if fits(one)] != []


def test_a_search_needs_all_words_in_any_order_and_case_also_of_the_article():
    assert keys("q=POOLED+budgets") == ["erens2017-b12"]
    assert "charles2018-b6" in keys("q=tight+wenzel")
    assert keys("q=tight+naqvi") == []


@pytest.mark.parametrize(
    "query", ["theme=money", "type=wish", "step=lunch", "article=none", "page=abc", "q=%00"]
)
def test_what_makes_no_sense_counts_as_not_asked(client, query):
    assert "Factors 1 to 25 of 373" in page(client, f"{LIBRARY}?{query}")


def test_a_page_beyond_the_last_is_the_last(client):
    last = -(-373 // ROWS)
    assert f"Factors {(last - 1) * ROWS + 1} to 373 of 373" in page(client, f"{LIBRARY}?page=9999")


def test_the_neighbouring_pages_keep_the_filters(client):
    said = page(client, f"{LIBRARY}?theme=leadership&page=2")
    assert 'href="?theme=leadership&amp;page=1" rel="prev"' in said
    assert 'href="?theme=leadership&amp;page=3" rel="next"' in said


def test_nothing_found_says_what_to_do_and_shows_the_way_back(client):
    said = page(client, f"{LIBRARY}?q=submarine")
    assert "Leave a filter out, or use other words." in said
    assert f'href="{LIBRARY}">Show all factors' in said


def test_the_form_remembers_what_was_asked(client):
    said = page(client, f"{LIBRARY}?theme=economic&q=%3Cb%3E")
    assert '<option value="economic" selected>' in said
    assert 'value="&lt;b&gt;"' in said


# What stands on the pages


def test_each_factor_stands_under_its_article_with_authors_year_title_and_link(client):
    said = page(client, f"{LIBRARY}?article=naqvi2019")
    article = evidence().article("naqvi2019")
    assert escape(article.authors) in said
    assert f"({article.year})" in said
    assert escape(article.title) in said
    assert f'href="{article.url}"' in said
    assert all(escape(factor.text) in said for factor in article.factors)


def test_the_shares_are_shown_as_published_and_say_what_they_mean(client):
    said = page(client, LIBRARY)
    shares = re.findall(r'<td class="num" data-label="Share">(\d+)</td>', said)
    assert shares == ["82", "82", "76", "70", "61", "52"]
    assert "any factor of the whole theme" in said
    assert "as the review prints them" in said


def test_the_page_says_that_the_steps_are_our_own_reading(client):
    assert "On which step a factor bears is our own reading" in page(client, LIBRARY)


@pytest.mark.parametrize("article", evidence().articles, ids=lambda article: article.key)
def test_an_article_page_shows_all_that_it_reports(client, article):
    said = page(client, reverse("evidence_article", args=[article.key]))
    assert escape(article.title) in said
    assert all(escape(factor.text) in said for factor in article.factors)


def test_an_unknown_article_is_not_found(client):
    page(client, "/evidence/articles/submarine/", status=404)


def test_whoever_is_not_signed_in_is_asked_to(db):
    for address in (LIBRARY, reverse("evidence_article", args=["ling2012"])):
        response = Client().get(address)
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


def test_the_pages_ask_the_database_for_the_person_only(client, django_assert_num_queries):
    for address in (LIBRARY, reverse("evidence_article", args=["ling2012"])):
        page(client, address)
        with django_assert_num_queries(2):  # the session and its person
            page(client, address)


# Within a programme


def test_an_observer_reads_the_library_of_the_programme_without_buttons(observer, programme):
    said = page(sign_in(observer), reverse("programme_evidence", args=[programme.slug]))
    assert "Factors 1 to 25 of 373" in said
    assert "evidence/cite/" not in said


def test_a_step_page_tells_a_few_factors_and_leads_to_the_rest(client, programme):
    said = page(client, reverse("step", args=[programme.slug, "value-case"]))
    box = said.split('id="learn"')[1].split("</section>")[0]
    total = len(keys("step=value-case"))
    assert f"All {total} factors that bear on this step" in box
    assert f'href="{reverse("programme_evidence", args=[programme.slug])}?step=value-case"' in box
    named = [one for one in evidence().findings.values() if f"<li>{escape(one.factor.text)}" in box]
    assert len(named) == 4
    assert all("value-case" in one.steps for one in named)
    assert len({one.factor.type for one in named}) > 1
    assert said.count("What the evidence says") == 1


def test_choosing_in_turn_lets_no_group_crowd_out_the_rest():
    found = list(evidence().findings.values())
    shown = in_turn(found, lambda one: one.theme.key, 6)
    assert len({one.theme.key for one in shown}) == 6
    assert in_turn(found[:2], lambda one: "all", 5) == found[:2]


def beside(said):
    """(factor, is ticked) of the boxes below the fields of a form."""
    boxes = re.findall(r'name="cite" value="([a-z0-9-]+)"( checked)?', said)
    return [(key, bool(ticked)) for key, ticked in boxes]


def test_a_new_risk_is_offered_five_barriers_of_different_themes(client, programme):
    said = page(client, reverse("record_add", args=[programme.slug, "risk"]))
    offered = [evidence().findings[key] for key, __ in beside(said)]
    assert {one.factor.type for one in offered} == {"barrier"}
    assert len(offered) == len({one.theme.key for one in offered}) == 5


def test_a_risk_of_a_step_is_offered_barriers_of_that_step(client, programme):
    step = programme.steps.get(key="mutual-gain")
    said = page(client, f"{reverse('record_add', args=[programme.slug, 'risk'])}?step={step.pk}")
    offered = [evidence().findings[key] for key, __ in beside(said)]
    assert offered
    assert all("mutual-gain" in one.steps for one in offered)
    address = reverse("record_add", args=[programme.slug, "risk"])
    assert f'href="{address}?step={step.pk}&amp;title=' in said


def test_use_as_a_start_opens_the_same_form_with_the_words_in_it_and_the_box_ticked(client, programme):
    said = page(client, reverse("record_add", args=[programme.slug, "risk"]))
    start = unescape(re.search(r'<a href="([^"]+\?title=[^"]+)"', said)[1])
    begun = page(client, start)
    key = QueryDict(start.partition("?")[2])["cite"]
    assert f'value="{escape(evidence().findings[key].factor.text)}"' in begun
    assert (key, True) in beside(begun)


def test_a_risk_with_words_of_its_own_is_offered_what_is_nearest_to_them(client, programme, manager):
    risk = add_row(
        row=Risk(
            programme=programme, title="Commissioners do not pool their budgets", likelihood=3, impact=4
        ),
        by=manager,
    )
    said = page(client, reverse("record_edit", args=[programme.slug, "risk", risk.pk]))
    assert beside(said)[0] == ("erens2017-b12", False)
    assert "Use as a start" not in said


def test_a_new_stakeholder_is_offered_needs_and_barriers_of_collaboration(client, programme):
    said = page(client, reverse("record_add", args=[programme.slug, "stakeholder"]))
    offered = [evidence().findings[key] for key, __ in beside(said)]
    assert {one.factor.type for one in offered} == {"need", "barrier"}
    assert {one.theme.key for one in offered} <= {
        "interorganisational-collaboration",
        "organisational-culture",
    }
    assert "?interests=" in said
    assert "?concerns=" in said


def test_the_drawer_offers_the_same_as_the_page(client, programme):
    address = reverse("record_add", args=[programme.slug, "risk"])
    drawer = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in drawer
    assert beside(drawer) == beside(page(client, address))


def test_other_forms_are_left_alone(client, programme):
    assert not beside(page(client, reverse("record_add", args=[programme.slug, "action"])))


def test_a_form_that_is_refused_comes_back_with_its_ticks(client, programme):
    address = reverse("record_add", args=[programme.slug, "risk"])
    key = beside(page(client, address))[0][0]
    response = client.post(address, filled_in(client, address, title="", cite=key))
    assert response.status_code == 422
    assert (key, True) in beside(response.content.decode())
