"""The SWOT: its quadrants and their order, what stands beside its form, what comes of an entry; over HTTP."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from assessments.actions.evidence import cite
from assessments.citing import citations_of
from assessments.evidence_hints import AROUND, SUGGESTIONS, WITHIN
from assessments.evidence_pack import evidence
from assessments.models import Citation, PriorityIssue, Quadrant, SwotEntry, TargetLevel, Weight
from history.actions import add_row
from history.changes import change_set
from programmes.kinds import every_kind, kind_called
from programmes.models import Link, Risk
from programmes.threads import add_url
from tests.assessments.panels import revealed
from tests.conftest import sign_in, start_old
from tests.sent_forms import fields_in, filled_in

SLUG = "riverside"
SWOT = reverse("swot", args=[SLUG])
ADD = reverse("record_add", args=[SLUG, "swotentry"])
FACTOR = "naqvi2019-b8"  # "Too few staff."


@pytest.fixture
def add(programme, manager):
    def add_entry(title="Four records, and a telephone", quadrant=Quadrant.WEAKNESS, **fields):
        row = SwotEntry(programme=programme, title=title, quadrant=quadrant, **fields)
        return add_row(row=row, by=manager)

    return add_entry


def said(client, address=SWOT, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def part(client, quadrant, address=SWOT):
    """What the page says of one quadrant."""
    return re.split(r'<section class="canvas', said(client, address).partition(f'id="{quadrant}"')[2])[0]


def titles(client, quadrant):
    return re.findall(r'<p class="swot-title">(.*?)</p>', part(client, quadrant))


def offered(page):
    """(finding, is ticked) of the boxes below the fields of the form."""
    boxes = re.findall(r'name="cite" value="([a-z0-9-]+)"( checked)?', page)
    return [(evidence().findings[key], bool(ticked)) for key, ticked in boxes]


# The page


@pytest.mark.parametrize("quadrant", Quadrant.values)
def test_each_entry_stands_in_its_quadrant_alone(as_manager, add, quadrant):
    add("Practices meet every week", quadrant)
    found = {key: titles(as_manager, key) for key in Quadrant.values}
    assert found.pop(quadrant) == ["Practices meet every week"]
    assert not any(found.values())


def test_the_weightiest_stand_first_and_equal_ones_in_the_order_in_which_they_were_added(as_manager, add):
    for title, weight in (
        ("unweighed", None),
        ("some", Weight.SOME),
        ("decisive", Weight.DECISIVE),
        ("much", Weight.MUCH),
        ("decisive, later", Weight.DECISIVE),
        ("unweighed, later", None),
    ):
        add(title, weight=weight)
    weighed = ["decisive", "decisive, later", "much", "some"]
    assert titles(as_manager, "weakness") == [*weighed, "unweighed", "unweighed, later"]


def test_an_entry_tells_its_weight_in_words_why_and_who_saw_it(as_manager, add, council):
    add(why="Eleven people a month tell it twice.", weight=Weight.DECISIVE, organisation=council)
    shown = part(as_manager, "weakness")
    for words in ("Decisive", "Eleven people a month tell it twice.", "Seen by Riverside Council"):
        assert words in shown
    assert "Not weighed yet" not in shown


def test_the_quadrants_say_where_they_lie_and_whom_they_speak_for(as_manager, add):
    add()
    page = said(as_manager)
    within, around = page.index("Within the partnership</h2>"), page.index("Around it</h2>")
    assert within < page.index('id="strength"') < page.index('id="weakness"') < around
    assert around < page.index('id="opportunity"') < page.index('id="threat"')
    speaks = ["With you", "Against you", "With you", "Against you"]
    assert re.findall(r'class="canvas-belongs"><strong>([^<:]+):', page) == speaks


def test_the_empty_paper_says_what_to_do_next(as_manager, programme):
    page = said(as_manager)
    for address in (ADD, reverse("assessments", args=[SLUG]), reverse("programme_evidence", args=[SLUG])):
        assert f'href="{address}"' in page
    for key in Quadrant.values:
        assert f'href="{ADD}?quadrant={key}"' in page


def test_an_observer_reads_it_without_ways_to_add(observer, add):
    client = sign_in(observer)
    assert "/add/" not in said(client)
    add("Four records, and a telephone")
    page = said(client)
    assert "Four records, and a telephone" in page
    for way in ("/add/", "/edit/", "/remove/"):
        assert way not in page
    assert client.get(ADD).status_code == 403


def test_step_two_has_a_card_for_the_swot(as_manager, add):
    add()
    step = said(as_manager, reverse("step", args=[SLUG, "situational-analysis"]))
    assert f'href="{SWOT}"' in step


def test_what_is_removed_is_gone_from_the_page(as_manager, add):
    row = add()
    address = reverse("record_remove", args=[SLUG, "swotentry", row.pk])
    as_manager.post(address, fields_in(as_manager.get(address)))
    assert not titles(as_manager, "weakness")


def test_the_paper_of_a_day_gone_by_shows_what_was_so_then(as_manager, manager, trust):
    programme = start_old(trust, by=manager, at=datetime(2024, 1, 8, 9, tzinfo=UTC))
    row = SwotEntry(programme=programme, title="Two wards were closed", quadrant=Quadrant.OPPORTUNITY)
    row.weight = Weight.DECISIVE
    with change_set(by=manager, scope=programme.pk, at=datetime(2025, 1, 6, 9, tzinfo=UTC)):
        row.save()
    with change_set(by=manager, scope=programme.pk, at=datetime(2025, 3, 3, 9, tzinfo=UTC)):
        row.weight = Weight.SOME
        row.save()
        cite(target=row, factor=FACTOR, by=manager)
    shown = {
        day: part(as_manager, "opportunity", reverse("swot", args=[f"old@{day}"]))
        for day in ("2024-06-30", "2025-01-31", "2025-06-30")
    }
    assert "Two wards were closed" not in shown["2024-06-30"]
    assert "Decisive" in shown["2025-01-31"]
    assert "Some" in shown["2025-06-30"]
    assert ["finding cited" in page for page in shown.values()] == [False, False, True]
    assert "/add/" not in "".join(shown.values())


def test_the_page_asks_no_more_for_many_entries(as_manager, add, trust, council, manager):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            said(as_manager)
            return len(queries)

    def add_with_all(number, quadrant, organisation):
        row = add(f"Entry {number}", quadrant, organisation=organisation)
        cite(target=row, factor=FACTOR, by=manager)
        for kind, typed in (("priorityissue", {}), ("action", {"status": "open"})):
            as_manager.post(add_url(kind, row), {"title": f"Made of {number}"} | typed)

    add_with_all(0, Quadrant.THREAT, council)
    asked()
    few = asked()
    for number, quadrant in enumerate([*Quadrant.values] * 2, start=1):
        add_with_all(number, quadrant, trust if number % 2 else council)
    assert asked() == few <= 20


# Adding


@pytest.mark.parametrize("quadrant", Quadrant.values)
def test_the_way_to_add_begins_with_its_quadrant(as_manager, programme, quadrant):
    page = said(as_manager, f"{ADD}?quadrant={quadrant}")
    assert f'<option value="{quadrant}" selected>' in page


def test_an_entry_is_added_and_leads_back_to_its_place(as_manager, council):
    typed = {
        "title": "140 groups are known",
        "quadrant": "strength",
        "weight": "2",
        "organisation": council.pk,
    }
    answer = as_manager.post(ADD, filled_in(as_manager, ADD, **typed))
    row = SwotEntry.objects.get()
    assert answer.url == f"{SWOT}#swotentry-{row.pk}"
    assert (row.quadrant, row.weight, row.organisation) == ("strength", 2, council)


@pytest.mark.parametrize("quadrant", ["", "wish", "Strength"])
def test_a_bad_quadrant_is_refused_with_everything_kept(as_manager, programme, quadrant):
    typed = {"title": "Link workers know 140 groups", "why": "By name.", "weight": "2", "cite": FACTOR}
    sent = filled_in(as_manager, ADD, quadrant=quadrant, **typed)
    refused = as_manager.post(ADD, sent)
    assert refused.status_code == 422
    assert "quadrant" in refused.context["form"].errors
    page = refused.content.decode()
    for kept in (
        'value="Link workers know 140 groups"',
        "By name.</textarea>",
        '<option value="2" selected>',
    ):
        assert kept in page
    assert not SwotEntry.objects.exists()


def test_an_address_with_a_bad_quadrant_begins_without_one(as_manager, programme):
    page = said(as_manager, f"{ADD}?quadrant=wish")
    assert '<option value="" selected>' in page
    assert {one.factor.type for one, _ticked in offered(page)} == {"facilitator", "barrier"}


def test_only_the_programme_s_own_partners_can_have_seen_it(as_manager, programme, stranger):
    foreign = Organisation.objects.get(name="Elsewhere Trust")
    sent = filled_in(as_manager, ADD, title="Seen", quadrant="threat", organisation=foreign.pk)
    refused = as_manager.post(ADD, sent)
    assert refused.status_code == 422
    assert "organisation" in refused.context["form"].errors


# The evidence beside the form


@pytest.mark.parametrize(
    ("quadrant", "type", "themes"),
    [
        ("strength", "facilitator", WITHIN),
        ("weakness", "barrier", WITHIN),
        ("opportunity", "facilitator", AROUND),
        ("threat", "barrier", AROUND),
    ],
)
def test_what_is_suggested_fits_the_quadrant(as_manager, programme, quadrant, type, themes):
    page = said(as_manager, f"{ADD}?quadrant={quadrant}")
    found = [one for one, _ticked in offered(page)]
    assert len(found) == 5
    assert {one.factor.type for one in found} == {type}
    assert {one.theme.key for one in found} <= themes
    assert f'href="{reverse("programme_evidence", args=[SLUG])}?type={type}"' in page


def test_within_and_around_are_all_themes_of_the_library():
    assert WITHIN.isdisjoint(AROUND)
    assert {theme.key for theme in evidence().themes} == WITHIN | AROUND


def test_without_a_quadrant_what_helped_and_what_hindered_is_suggested(as_manager, programme):
    page = said(as_manager, ADD)
    assert {one.factor.type for one, _ticked in offered(page)} == {"facilitator", "barrier"}
    assert f'href="{reverse("programme_evidence", args=[SLUG])}"' in page


def test_what_was_chosen_in_a_refused_form_decides_what_is_suggested(as_manager, programme):
    refused = as_manager.post(ADD, filled_in(as_manager, ADD, quadrant="threat", title=""))
    assert {one.factor.type for one, _ticked in offered(refused.content.decode())} == {"barrier"}


def test_an_entry_with_words_of_its_own_is_offered_what_is_nearest_to_them(as_manager, add):
    row = add("Commissioners do not pool their budgets", Quadrant.THREAT)
    page = said(as_manager, reverse("record_edit", args=[SLUG, "swotentry", row.pk]))
    assert offered(page)[0][0].factor.key == "erens2017-b12"


def test_a_factor_that_starts_an_entry_keeps_its_quadrant_and_is_cited_in_the_same_act(as_manager, programme):
    page = said(as_manager, f"{ADD}?quadrant=threat")
    start = unescape(re.search(r'<a href="([^"]+quadrant=threat&amp;title=[^"]+)"', page)[1])
    key = QueryDict(start.partition("?")[2])["cite"]
    begun = as_manager.get(start).content.decode()
    assert '<option value="threat" selected>' in begun
    assert [one.factor.key for one, ticked in offered(begun) if ticked] == [key]
    words = evidence().findings[key].factor.text
    assert words in unescape(begun)
    as_manager.post(start, filled_in(as_manager, start, title=words, quadrant="threat", cite=key))
    row, citation = SwotEntry.objects.get(), Citation.objects.get()
    assert row.title == words
    assert (citation.factor, citation.target_model, citation.target_id) == (
        key,
        "assessments.swotentry",
        row.pk,
    )
    record = reverse("record", args=[SLUG, "swotentry", row.pk])
    assert f'href="{record}#evidence">1 finding cited' in part(as_manager, "threat")
    assert words in unescape(said(as_manager, record).split('id="evidence"')[1])


def test_every_factor_fits_into_the_fields_that_it_can_start():
    for key, rule in SUGGESTIONS.items():
        for one in (rule, *rule.where.values()):
            fields = {type: kind_called(key).model._meta.get_field(name) for type, name in one.fields.items()}
            for finding in evidence().findings.values():
                longest = getattr(fields.get(finding.factor.type), "max_length", None)
                assert longest is None or len(finding.factor.text) <= longest


def test_evidence_is_cited_on_working_papers_and_in_registers_only():
    citable = {kind.key for kind in every_kind() if citations_of(kind)}
    assert {"swotentry", "priorityissue", "cohort", "caregap", "risk", "action", "stakeholder"} <= citable
    assert citable.isdisjoint(
        {"assessment", "round", "minorityview", "agreedlevel", "benchmarkconsent", "criteriontick", "signal"}
    )


# Where it comes from and what it leads to


def test_what_comes_of_an_entry_is_told_on_the_page_and_on_the_record(as_manager, add):
    row = add("Carers are counted by nobody")
    url = add_url("priorityissue", row, title=row.title)
    assert f'href="{url}"' in unescape(part(as_manager, "weakness"))
    as_manager.post(url, filled_in(as_manager, url, title="Carers are noticed when they break down"))
    issue = reverse("record", args=[SLUG, "priorityissue", PriorityIssue.objects.get().pk])
    assert f'href="{issue}"' in part(as_manager, "weakness")
    assert "Carers are counted by nobody" in said(as_manager, issue)
    assert issue in said(as_manager, reverse("record", args=[SLUG, "swotentry", row.pk]))


@pytest.mark.parametrize(
    ("quadrant", "ways"),
    [
        ("strength", ["priorityissue", "objective", "action"]),
        ("weakness", ["priorityissue", "objective", "action"]),
        ("opportunity", ["priorityissue", "objective", "action"]),
        ("threat", ["priorityissue", "risk", "action"]),
    ],
)
def test_a_threat_leads_on_to_a_risk_and_the_others_to_an_objective(as_manager, add, quadrant, ways):
    add(quadrant=quadrant)
    found = re.findall(r'href="[^"]*/records/([a-z]+)/add/\?from=', part(as_manager, quadrant))
    assert found == ways


def test_a_threat_becomes_a_risk(as_manager, add):
    row = add("Community nurses are scarce", Quadrant.THREAT)
    url = add_url("risk", row, title=row.title)
    sent = filled_in(as_manager, url, title="Posts may stay empty", likelihood=3, impact=5)
    assert as_manager.post(url, sent).url == f"{SWOT}#swotentry-{row.pk}"
    link = Link.objects.get()
    assert (link.origin_model, link.outcome_id) == ("assessments.swotentry", Risk.objects.get().pk)


@pytest.fixture
def way_from_gap(as_manager, programme, manager):
    """Everybody rates 3; returns where the page of gaps leads for the SWOT, given the target."""
    assessment = revealed(programme, manager, value_of=lambda n, element: 3).assessment

    def way(target):
        if target:
            of = {"assessment": assessment, "dimension": "finance-funding"}
            add_row(row=TargetLevel(programme=programme, level=Decimal(target), **of), by=manager)
        gaps = said(as_manager, reverse("assessment_gaps", args=[SLUG, assessment.pk]))
        return unescape(re.search(r'href="([^"]*/swotentry/add/[^"]*finance-funding[^"]*)"', gaps)[1])

    return way


def test_a_gap_becomes_an_entry_that_says_where_it_came_from(as_manager, way_from_gap):
    url = way_from_gap(4)
    assert 'value="Finance &amp; Funding, gap 1 to target 4"' in said(as_manager, url)
    as_manager.post(url, filled_in(as_manager, url, title="Money stays apart", quadrant="weakness"))
    shown = part(as_manager, "weakness")
    assert "Came from" in shown
    assert "Where we stand: Finance &amp; Funding, gap 1 to target 4" in shown


@pytest.mark.parametrize(("target", "quadrant"), [(4, "weakness"), (3, "strength"), (None, "")])
def test_a_gap_begins_as_a_weakness_and_a_target_that_is_reached_as_a_strength(
    as_manager, way_from_gap, target, quadrant
):
    assert f'<option value="{quadrant}" selected>' in said(as_manager, way_from_gap(target))


# History


def test_history_tells_it_in_words(as_manager, add):
    row = add("Two wards were closed", Quadrant.OPPORTUNITY, weight=Weight.DECISIVE)
    address = reverse("record_edit", args=[SLUG, "swotentry", row.pk])
    sent = filled_in(as_manager, address, title=row.title, quadrant="opportunity", weight="1")
    assert as_manager.post(address, sent).status_code == 302
    told = said(as_manager, f"{reverse('history', args=[SLUG])}?topic=situational-analysis")
    assert "Two wards were closed" in told
    entries = said(as_manager, reverse("record", args=[SLUG, "swotentry", row.pk]))
    assert re.search(r"Weight.*Decisive.*Some", entries, re.DOTALL | re.IGNORECASE)
