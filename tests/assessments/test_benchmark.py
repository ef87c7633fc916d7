"""Compared with other programmes: only with both sides' consent, never one alone, named only who wants to be."""

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Sector
from accounts.roles import Role
from assessments.actions.own_instruments import take_in
from assessments.benchmark import Figure, bands, compared, figures
from assessments.models import Assessment, BenchmarkConsent
from history.actions import remove_row, restore_row, revise_row
from history.changes import change_set
from programmes.actions import add_member
from programmes.models import Programme
from tests.assessments.neighbours import agree, consent, levelled, neighbour, neighbours
from tests.assessments.packs import PACK
from tests.assessments.panels import revealed
from tests.conftest import make_organisation, sign_in

KEY, OTHER_KEY = "finance-funding", "structure-governance"
SCALE = bands(0, 5)


@pytest.fixture
def ours(programme, manager):
    return levelled(programme, manager, {KEY: 1})


def page(person, assessment, status=200):
    url = reverse("assessment_benchmark", args=[assessment.programme.slug, assessment.pk])
    answer = sign_in(person).get(url)
    assert answer.status_code == status
    return answer


def line_of(answer, key=KEY):
    return next(line for line in answer.context["page"].lines if line.standing.dimension.key == key)


def shown(person, assessment, key=KEY):
    """The counts of a dimension, or None."""
    return line_of(page(person, assessment), key).found.counts


# Consent on both sides


def test_without_our_own_consent_nothing_of_others_is_read(ours, manager, elsewhere):
    neighbours(elsewhere, [1, 2, 3, 4, 5], named={0, 1, 2, 3, 4})
    answer = page(manager, ours)
    assert answer.context["page"].lines == []
    assert b"Neighbour" not in answer.content
    assert figures(ours) == []


def test_with_both_sides_consent_the_levels_of_five_others_are_counted(ours, manager, elsewhere):
    consent(ours, manager)
    neighbours(elsewhere, [2, 3, 3, 4, 5])
    assert shown(manager, ours) == [0, 0, 1, 2, 1, 1]


def test_of_a_programme_that_does_not_consent_nothing_appears_anywhere(ours, manager, elsewhere):
    """By brute force: every one of six neighbours in turn, with and without consent, at a level of its own."""
    consent(ours, manager)
    rows = [levelled(neighbour(f"Canary{n}", elsewhere), elsewhere, {KEY: n}) for n in range(6)]
    consents = {}
    for wanted in product([False, True], repeat=6):
        for n, is_wanted in enumerate(wanted):
            switch(consents, n, rows[n], elsewhere, is_wanted)
        answer = page(manager, ours)
        counts = line_of(answer).found.counts
        expected = [int(is_wanted) for is_wanted in wanted] if sum(wanted) >= 5 else None
        assert counts == expected, wanted
        assert b"Canary" not in answer.content


def switch(consents, n, assessment, by, is_wanted):
    row = consents.get(n)
    if row is None and is_wanted:
        consents[n] = consent(assessment, by)
    elif row is not None and (row.removed_at is None) != is_wanted:
        (restore_row(row=row, by=by) if is_wanted else remove_row(row=row, version=row.version, by=by))


def test_the_consent_can_be_withdrawn_and_holds_no_longer_from_that_moment(ours, manager, elsewhere):
    own = consent(ours, manager)
    rows = neighbours(elsewhere, [2, 3, 3, 4, 5])
    assert shown(manager, ours)
    remove_row(row=rows[0], version=rows[0].version, by=elsewhere)
    assert shown(manager, ours) is None
    restore_row(row=rows[0], by=elsewhere)
    assert shown(manager, ours)
    remove_row(row=own, version=own.version, by=manager)
    assert page(manager, ours).context["page"].lines == []


def test_an_assessment_or_a_programme_in_the_bin_is_in_no_comparison(ours, manager, elsewhere):
    consent(ours, manager)
    rows = neighbours(elsewhere, [2, 3, 3, 4, 5, 5])
    remove_row(row=rows[0].assessment, version=rows[0].assessment.version, by=elsewhere)
    assert shown(manager, ours) == [0, 0, 0, 2, 1, 2]
    with change_set(by=elsewhere):
        rows[1].programme.remove()
    assert shown(manager, ours) is None


def test_only_the_same_version_of_the_same_instrument_is_compared(ours, manager, elsewhere, council):
    consent(ours, manager)
    neighbours(elsewhere, [2, 3, 3, 4])
    wrong = neighbour("Canary", elsewhere)
    own = take_in(organisation=council, text=PACK.replace("river-check", "sciroccos"), by=elsewhere)
    for told in ({"version": 2}, {"instrument": "scirocco-exchange"}, {"own": own}):
        consent(levelled(wrong, elsewhere, {KEY: 5}, **told), elsewhere, named=True)
    assert len(figures(ours)) == 4
    assert shown(manager, ours) is None


def test_of_each_programme_the_newest_assessment_counts_and_each_counts_once(ours, manager, elsewhere):
    consent(ours, manager)
    rows = neighbours(elsewhere, [2, 3, 3, 4, 5])
    consent(levelled(rows[4].programme, elsewhere, {KEY: 0}), elsewhere)
    consent(levelled(ours.programme, manager, {KEY: 5}), manager)  # our own counts never
    assert shown(manager, ours) == [1, 0, 1, 2, 1, 0]


def test_an_example_is_not_compared_with_real_programmes(ours, manager, elsewhere):
    consent(ours, manager)
    rows = neighbours(elsewhere, [2, 3, 3, 4, 5])
    with change_set(by=elsewhere):
        rows[0].programme.illustrative = True
        rows[0].programme.save()
    assert len(figures(ours)) == 4


def test_medians_count_from_ten_answers_on(programme, manager, elsewhere):
    ours = revealed(programme, manager, 12).assessment
    consent(ours, manager)
    rows = neighbours(elsewhere, [2, 3, 3])
    nine = revealed(rows[0].programme, elsewhere, 9, lambda n, e: 5).assessment
    ten = revealed(rows[1].programme, elsewhere, 10, lambda n, e: 5).assessment
    for assessment in (nine, ten):
        consent(assessment, elsewhere)
    found = {one.programme: one.levels for one in figures(ours)}
    assert found[nine.programme_id] == {KEY: 2}  # its earlier assessment, by an agreed level
    assert found[ten.programme_id][KEY] == 5
    assert len(found[ten.programme_id]) == len(ten.instrument.dimensions)


# Never one alone


@pytest.mark.parametrize(("others", "is_shown"), [(0, False), (1, False), (4, False), (5, True), (6, True)])
def test_five_others_are_needed_and_ours_does_not_count(ours, manager, elsewhere, others, is_shown):
    consent(ours, manager)
    neighbours(elsewhere, [3] * others)
    answer = page(manager, ours)
    assert (line_of(answer).found.counts is not None) == is_shown
    assert line_of(answer, OTHER_KEY).found.counts is None  # nobody has a level there
    if others == 4:
        assert "4 of 5 other programmes take part so far." in answer.content.decode()


def test_programmes_that_the_reader_can_open_are_no_cover_for_the_others(
    ours, manager, contributor, elsewhere
):
    """Four of the six are the reader's own: the two that are left could be worked out."""
    consent(ours, manager)
    rows = neighbours(elsewhere, [2, 3, 3, 4, 5, 5])
    trust = make_organisation("Trust of many", Sector.HEALTH, elsewhere)
    assert shown(contributor, ours)
    for n, row in enumerate(rows):
        add_member(
            programme=row.programme, user=contributor, organisation=trust, role=Role.OBSERVER, by=elsewhere
        )
        is_shown = n in {0, 5}  # five unknown ones are left, or none
        assert (shown(contributor, ours) is not None) == is_shown, n
    assert shown(manager, ours)  # whoever knows none of them sees all


def figure(n, level, name=""):
    return Figure(n, name, {"a": level})


def test_below_the_threshold_nobody_is_named_either():
    others = [figure(n, 5, f"N{n}") for n in range(4)]
    (one,) = compared({"a": 0}, others, set(), SCALE)
    assert (one.counts, one.strong) == (None, ())


@pytest.mark.parametrize(
    ("own", "levels", "named"),
    [
        (1, [3, 3, 3, 3, 3], 5),
        (2, [3, 3, 3, 3, 3], 0),  # one level higher is not clearly higher
        (3, [1, 1, 1, 5, 5], 2),  # wherever we stand among the others: their middle would be found by trying
        (None, [3, 3, 3, 3, 3], 0),
    ],
)
def test_named_is_who_stands_two_levels_higher(own, levels, named):
    (one,) = compared({"a": own}, [figure(n, v, f"N{n}") for n, v in enumerate(levels)], set(), SCALE)
    assert len(one.strong) == named


def test_bands_hold_every_level_once():
    for low, high, unit in ((0, 5, ""), (1, 5, ""), (0, 100, "%")):
        across = bands(low, high, unit)
        for tenth in range(low * 10, high * 10 + 1):
            assert sum(band.holds(tenth / 10) for band in across) == 1, (unit, tenth)
    assert [band.label for band in bands(0, 100, "%")][-1] == "80–100 %"


# Named only with the tick


def test_only_who_ticked_both_is_named(ours, manager, elsewhere):
    consent(ours, manager)
    rows = neighbours(elsewhere, [3, 3, 3, 4, 4, 5], named={5})
    text = page(manager, ours).content.decode()
    assert "Neighbour 5" in text
    assert not [n for n in range(5) if f"Neighbour {n}" in text]
    row = rows[5]
    row.is_open_to_meet = False
    revise_row(row=row, version=row.version, by=elsewhere)
    assert "Neighbour" not in page(manager, ours).content.decode()


def test_the_database_takes_no_consent_to_meet_without_a_name(as_manager, ours):
    url = reverse("record_add", args=[ours.programme.slug, "benchmarkconsent"]) + f"?assessment={ours.pk}"
    answer = as_manager.post(url, {"assessment": ours.pk, "is_open_to_meet": "on"})
    assert answer.status_code == 422
    assert "Tick both, or neither." in answer.content.decode()


def test_notes_titles_and_places_of_others_are_nowhere(ours, manager, elsewhere):
    consent(ours, manager)
    for row in neighbours(elsewhere, [2, 3, 3, 4, 5, 5], named={0, 1, 2, 3, 4, 5}):
        row.note = "Canary note"
        revise_row(row=row, version=row.version, by=elsewhere)
    text = page(manager, ours).content.decode()
    assert "Canary" not in text
    assert "Assessment of Neighbour" not in text
    assert "Elsa" not in text


# Who may


def test_the_terms_say_what_the_others_see_before_anybody_consents(as_manager, ours):
    url = reverse("record_add", args=[ours.programme.slug, "benchmarkconsent"]) + f"?assessment={ours.pk}"
    text = as_manager.get(url).content.decode()
    assert "What others see when you take part" in text
    assert "You can withdraw at any time" in text


@pytest.mark.parametrize("person", ["contributor", "facilitator", "board_member", "observer"])
def test_only_who_steers_consents_and_withdraws(request, person, ours, manager):
    client = sign_in(request.getfixturevalue(person))
    add = reverse("record_add", args=[ours.programme.slug, "benchmarkconsent"])
    assert client.post(add, {"assessment": ours.pk}).status_code == 403
    row = consent(ours, manager)
    remove = reverse("record_remove", args=[ours.programme.slug, "benchmarkconsent", row.pk])
    assert client.post(remove, {"version": row.version}).status_code == 403
    assert page(request.getfixturevalue(person), ours).context["page"].consent == row


def test_whoever_steers_consents_and_withdraws(as_manager, ours):
    slug = ours.programme.slug
    add = reverse("record_add", args=[slug, "benchmarkconsent"]) + f"?assessment={ours.pk}"
    answer = as_manager.post(add, {"assessment": ours.pk})
    assert answer.status_code == 302, answer.content
    row = BenchmarkConsent.objects.get()
    assert answer.url == reverse("assessment_benchmark", args=[slug, ours.pk])
    assert (row.may_be_named, row.is_open_to_meet) == (False, False)
    remove = reverse("record_remove", args=[slug, "benchmarkconsent", row.pk])
    assert as_manager.post(remove, {"version": row.version}).status_code == 302
    assert not BenchmarkConsent.objects.exists()


def test_a_consent_stays_with_its_assessment(as_manager, ours, manager):
    """Nobody agreed to have another one compared."""
    further = levelled(ours.programme, manager, {KEY: 2})
    row = consent(ours, manager)
    url = reverse("record_edit", args=[ours.programme.slug, "benchmarkconsent", row.pk])
    sent = {"assessment": further.pk, "version": row.version, "note": "Typed words"}
    assert as_manager.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.assessment, row.note) == (ours, "Typed words")


def test_a_stranger_does_not_find_the_page(ours, stranger):
    page(stranger, ours, status=404)


def test_of_an_earlier_day_nothing_of_others_is_told(ours, manager, elsewhere):
    consent(ours, manager)
    neighbours(elsewhere, [3, 3, 3, 3, 3, 5], named={5})
    day = Assessment.history.latest().history_date.strftime("%Y-%m-%d")
    url = reverse("assessment_benchmark", args=[f"{ours.programme.slug}@{day}", ours.pk])
    text = sign_in(manager).get(url).content.decode()
    assert "The comparison is of today" in text
    assert "Neighbour" not in text


def test_the_page_asks_as_often_for_fifteen_programmes_as_for_five(ours, manager, elsewhere):
    consent(ours, manager)
    client = sign_in(manager)
    url = reverse("assessment_benchmark", args=[ours.programme.slug, ours.pk])

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    neighbours(elsewhere, [3] * 5)
    few = asked()
    for n in range(10):
        consent(levelled(neighbour(f"Further {n}", elsewhere), elsewhere, {KEY: 4}), elsewhere, named=True)
    assert Programme.objects.count() > 15
    assert asked() == few


def test_a_level_that_is_agreed_anew_counts_from_then_on(ours, manager, elsewhere):
    consent(ours, manager)
    rows = neighbours(elsewhere, [2, 3, 3, 4, 5])
    agree(rows[0].assessment, elsewhere, KEY, 0)
    assert shown(manager, ours) == [1, 0, 0, 2, 1, 1]
