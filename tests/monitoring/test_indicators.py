"""The scorecard and the page of an indicator: what they say, to whom, and at what cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from history.actions import add_row, revise_row
from history.models import ChangeSet
from monitoring.models import Annotation, Baseline, Indicator, Observation, Target
from tests.conftest import sign_in
from tests.monitoring.conftest import an_indicator, with_figures


def page(client, name, *args):
    return client.get(reverse(name, args=["riverside", *args]))


def a_target(indicator, by, value, applies_from, reason="Agreed at the board"):
    row = Target(
        programme=indicator.programme,
        indicator=indicator,
        value=value,
        applies_from=applies_from,
        reason=reason,
    )
    return add_row(row=row, by=by)


def add(client, kind, indicator=None, **fields):
    query = f"?indicator={indicator.pk}" if indicator else ""
    given = {"indicator": indicator.pk} if indicator else {}
    return client.post(reverse("record_add", args=["riverside", kind]) + query, given | fields)


DEFINITION = {
    "title": "Delayed discharges", "code": "DD", "aim": "health", "dimension": "service_use", "decimals": "0",
    "frequency": "monthly", "lag_days": "30", "rules": "mdc", "direction": "decrease",
}  # fmt: skip


# The scorecard


def test_the_empty_scorecard_says_what_it_is_for_and_offers_one_button(as_manager, observer):
    answer = page(as_manager, "measures")
    assert "Add the first indicator" in answer.text
    assert "Add the first indicator" not in page(sign_in(observer), "measures").text


def test_the_scorecard_counts_what_improves_and_what_is_missing(as_manager, falling):
    text = page(as_manager, "measures").text
    assert "1 indicator: 1 improving, 1 with figures overdue." in text
    assert "No indicator yet for: user experience, outcome, staff experience, cost, process." in text
    assert "Improving, downwards" in text
    assert "Due since" in text


@pytest.mark.parametrize(
    ("show", "is_there"),
    [("improving", True), ("concern", False), ("due", True), ("mine", False), ("<x>", True)],
)
def test_chips_narrow_the_scorecard_and_nonsense_shows_everything(as_manager, falling, show, is_there):
    answer = as_manager.get(reverse("measures", args=["riverside"]), {"show": show, "by": show})
    assert answer.status_code == 200
    assert (f'id="indicator-{falling.pk}"' in answer.text) is is_there


def test_the_number_of_queries_does_not_grow_with_indicators_and_figures(
    as_manager, programme, manager, django_assert_max_num_queries
):
    counts = []
    for size in (1, 40):
        for number in range(Indicator.objects.count(), size):
            made = an_indicator(programme, manager, code=f"N{number}", title=f"Measure {number}")
            with_figures(made, [90 + number % 7] * 60, manager, date(2020, 1, 1))
        with django_assert_max_num_queries(20) as asked:
            assert page(as_manager, "measures").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_page_of_an_indicator_costs_the_same_with_many_figures(
    as_manager, indicator, manager, django_assert_max_num_queries
):
    counts = []
    for first, size in ((date(2025, 1, 1), 10), (date(2000, 1, 1), 200)):
        with_figures(indicator, [100, 110] * (size // 2), manager, first)
        with django_assert_max_num_queries(20) as asked:
            assert page(as_manager, "indicator", indicator.pk).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_key_measures_stand_on_the_home_page(as_manager, falling, manager):
    home = reverse("programme", args=["riverside"])
    assert "Key measures" not in as_manager.get(home).text
    falling = Indicator.objects.get()
    falling.is_key = True
    revise_row(row=falling, version=1, by=manager)
    text = as_manager.get(home).text
    assert "Key measures" in text
    assert "79 admissions" in text


# The page of an indicator


def test_the_page_begins_with_what_the_figures_say(as_manager, falling, manager):
    a_target(falling, manager, 95, date(2023, 1, 1))
    text = page(as_manager, "indicator", falling.pk).text
    assert "Special-cause improvement since Jan 2024: better than chance explains." in text
    assert "The target of 95 admissions" in text


def test_with_few_figures_the_page_says_how_many_are_needed_and_draws_no_limits(
    as_manager, indicator, manager
):
    with_figures(indicator, [10, 12, 11], manager)
    text = page(as_manager, "indicator", indicator.pk).text
    assert "Too early to tell change from chance: 3 points so far, 10 more are needed." in text
    assert "Upper limit" not in text


def test_an_indicator_without_figures_has_a_page(as_manager, indicator):
    text = page(as_manager, "indicator", indicator.pk).text
    assert "There are no figures yet." in text
    assert "No figures yet. Add one above" in text


def test_the_run_chart_is_one_link_away(as_manager, falling):
    address = reverse("indicator", args=["riverside", falling.pk])
    assert "Median" in as_manager.get(address, {"chart": "run"}).text
    assert "Upper limit" in as_manager.get(address, {"chart": "anything"}).text


def test_only_the_newest_figures_are_listed_until_all_are_asked_for(as_manager, indicator, manager):
    with_figures(indicator, list(range(30)), manager)
    address = reverse("indicator", args=["riverside", indicator.pk])
    assert "Show 6 earlier figures" in as_manager.get(address).text
    assert as_manager.get(address, {"figures": "all"}).text.count('id="observation-') == 30


def test_the_page_says_how_it_is_computed_and_what_is_left_out(as_manager, falling, manager):
    row = falling.observations.get(period=date(2023, 6, 1))
    row_url = reverse("record_edit", args=["riverside", "observation", row.pk])
    as_manager.post(
        row_url,
        {
            "period": "2023-06",
            "value": "98",
            "excluded": "on",
            "excluded_because": "Counted twice",
            "version": "1",
        },
    )
    text = page(as_manager, "indicator", falling.pk).text
    assert "Jun 2023 (Counted twice)" in text
    assert "2.66" in text
    assert "Making Data Count" in text


def test_a_step_change_starts_new_limits_and_is_noted_on_the_chart(as_manager, falling, manager):
    add(as_manager, "recalculation", falling, on="2024-01-01", reason="Home teams everywhere")
    text = page(as_manager, "indicator", falling.pk).text
    assert "Limits worked out anew: Home teams everywhere" in text
    assert text.count("<dt>Stretch</dt>") == 2


@pytest.mark.parametrize("name", ["observer", "board_member"])
def test_those_who_only_look_see_no_controls_and_cannot_post(request, name, falling):
    client = sign_in(request.getfixturevalue(name))
    text = page(client, "indicator", falling.pk).text
    assert "Add a figure" not in text
    assert "/edit/" not in text
    assert add(client, "observation", falling, period="2026-01", value="5").status_code == 403


def test_an_indicator_of_another_programme_is_not_there(stranger, falling):
    client = sign_in(stranger)
    assert client.get(reverse("indicator", args=["elsewhere", falling.pk])).status_code == 404
    assert client.get(reverse("indicator", args=["riverside", falling.pk])).status_code == 404
    assert client.get(reverse("observations_export", args=["elsewhere", falling.pk])).status_code == 404


# Definition


def test_an_indicator_is_added_with_the_next_free_code_offered(as_manager, programme):
    assert 'value="M1"' in page(as_manager, "record_add", "indicator").text
    assert add(as_manager, "indicator", **DEFINITION).status_code == 302
    assert str(Indicator.objects.get()) == "Delayed discharges"


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("code", "ea75", "Another indicator of this programme has this code"),
        ("code", "two words", "without blanks"),
        ("code", "=1+1", "Letters, digits, dots and hyphens only"),
        ("baseline_points", "1", "greater than or equal to 2"),
        ("decimals", "-1", "greater than or equal to 0"),
        ("highest", "-5", "must be above the lowest"),
        ("frequency", "hourly", "not one of the available choices"),
        ("lowest", "NaN", "Enter a number"),
        ("highest", "9" * 20, "digits"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_typed_is_lost(
    as_manager, indicator, field, value, message
):
    answer = add(as_manager, "indicator", **DEFINITION | {"lowest": "0", field: value})
    assert answer.status_code == 422
    assert message in answer.text
    assert "Delayed discharges" in answer.text
    assert Indicator.objects.count() == 1


def test_a_changed_definition_needs_a_reason(as_manager, indicator):
    address = reverse("record_edit", args=["riverside", "indicator", indicator.pk])
    answer = as_manager.post(address, DEFINITION | {"direction": "increase", "version": "1"})
    assert answer.status_code == 422
    assert "Say why" in answer.text


# Targets and baselines


def test_a_revised_target_keeps_the_old_one_with_its_reason(as_manager, falling):
    add(as_manager, "target", falling, value="95", applies_from="2023-01-01", reason="A modest first step")
    add(
        as_manager,
        "target",
        falling,
        value="75",
        applies_from="2024-01-01",
        reason="The teams do better than planned",
    )
    text = page(as_manager, "indicator", falling.pk).text
    assert "A modest first step" in text
    assert "The teams do better than planned" in text
    assert "The target of 75 admissions" in text
    assert "Earlier target" in text
    assert [row.value for row in Target.objects.order_by("pk")] == [95, 75]


def test_of_two_targets_for_one_day_the_later_decision_stands(indicator, manager):
    a_target(indicator, manager, 90, date(2024, 1, 1))
    a_target(indicator, manager, 85, date(2024, 1, 1))
    a_target(indicator, manager, 95, date(2023, 1, 1))
    assert [row.value for row in indicator.ladder] == [95, 85]
    assert indicator.target_on(date(2022, 12, 31)) is None
    assert indicator.target_on(date(2023, 12, 31)).value == 95


def test_a_target_cannot_be_changed_only_added(as_manager, indicator, manager):
    target = a_target(indicator, manager, 90, date(2024, 1, 1))
    assert page(as_manager, "record_edit", "target", target.pk).status_code == 404


@pytest.mark.parametrize("direction", ["", "neutral"])
def test_a_target_is_refused_while_nobody_said_which_way_is_better(as_manager, programme, manager, direction):
    indicator = an_indicator(programme, manager, direction=direction)
    answer = add(as_manager, "target", indicator, value="5", applies_from="2026-01-01", reason="Because")
    assert answer.status_code == 422
    assert "does not say which way is better" in answer.text
    assert answer.context["form"].errors["value"]
    assert not Target.objects.exists()


def test_the_direction_cannot_go_while_there_is_a_target(as_manager, indicator, manager):
    a_target(indicator, manager, 90, date(2024, 1, 1))
    address = reverse("record_edit", args=["riverside", "indicator", indicator.pk])
    answer = as_manager.post(address, DEFINITION | {"direction": "", "version": "1", "reason": "Unsure"})
    assert answer.context["form"].errors["direction"]


def test_a_baseline_ends_after_it_starts(as_manager, indicator):
    fields = {"value": "100", "from_on": "2024-01-01", "to_on": "2023-01-01", "reason": "The year before"}
    answer = add(as_manager, "baseline", indicator, **fields)
    assert "The end lies before the start" in answer.text
    assert add(as_manager, "baseline", indicator, **fields | {"to_on": "2024-12-31"}).status_code == 302
    assert Baseline.objects.count() == 1


# Figures


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("2026-03", date(2026, 3, 1)),
        ("Mar 2026", date(2026, 3, 1)),
        ("14/03/2026", date(2026, 3, 1)),
        ("2026-03-14", date(2026, 3, 1)),
    ],
)
def test_a_figure_is_added_to_the_period_that_the_day_lies_in(as_manager, indicator, period, start):
    answer = add(as_manager, "observation", indicator, period=period, value="-0", note="First")
    row = Observation.objects.get()
    assert row.period == start
    assert answer.url == f"/programmes/riverside/measures/{indicator.pk}/#observation-{row.pk}"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"period": "", "value": "1"}, "period"),
        ({"period": "soon", "value": "1"}, "period"),
        ({"period": "2026-13", "value": "1"}, "period"),
        ({"period": "31/02/2026", "value": "1"}, "period"),
        ({"period": "2999-01", "value": "1"}, "period"),
        ({"period": "2026-01", "value": "-1"}, "value"),
        ({"period": "2026-01", "value": "many"}, "value"),
        ({"period": "2026-01", "value": "Infinity"}, "value"),
        ({"period": "2026-01", "value": "1" * 30}, "value"),
        ({"period": "2026-01", "value": "1", "excluded": "on"}, "excluded_because"),
        ({"period": "2026-01", "value": "1", "note": "x" * 301}, "note"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_beside_its_field(as_manager, indicator, fields, field):
    answer = add(as_manager, "observation", indicator, **fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Observation.objects.exists()


def test_a_period_has_one_figure(as_manager, indicator):
    add(as_manager, "observation", indicator, period="2026-01", value="5")
    answer = add(as_manager, "observation", indicator, period="31/01/2026", value="6")
    assert "There is a figure for Jan 2026 already" in answer.text


def test_a_corrected_figure_needs_a_reason_and_a_note_does_not(as_manager, indicator):
    add(as_manager, "observation", indicator, period="2026-01", value="5")
    row = Observation.objects.get()
    address = reverse("record_edit", args=["riverside", "observation", row.pk])
    sent = {"period": "2026-01-01", "value": "7", "version": "1"}
    assert as_manager.post(address, sent).status_code == 422
    assert as_manager.post(address, sent | {"value": "5", "note": "Late return"}).status_code == 302
    assert (
        as_manager.post(address, sent | {"version": "2", "reason": "Two wards were missing"}).status_code
        == 302
    )
    assert Observation.objects.get().value == 7
    assert ChangeSet.objects.latest("pk").reason == "Two wards were missing"


def test_an_annotation_stands_on_the_chart(as_manager, falling):
    add(as_manager, "annotation", falling, on="2023-11-01", text="Home teams start <north>")
    text = page(as_manager, "indicator", falling.pk).text
    assert "Home teams start &lt;north&gt;" in text
    assert Annotation.objects.count() == 1


@pytest.mark.parametrize(
    ("unit", "decimals", "shown"),
    [("%", 1, "12.3%"), ("£", 0, "£1,234"), ("days", 0, "12 days"), ("", 2, "12.30")],
)
def test_figures_are_written_with_their_unit(as_manager, programme, manager, unit, decimals, shown):
    made = an_indicator(programme, manager, unit=unit, decimals=decimals)
    value = "1234" if unit == "£" else "12" if unit == "days" else "12.3"
    with_figures(made, [Decimal(value)], manager)
    assert shown in page(as_manager, "measures").text
