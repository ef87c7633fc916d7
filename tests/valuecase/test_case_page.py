"""The working paper of the value case, over HTTP."""

from decimal import Decimal

import pytest
from django.urls import reverse

from history.changes import change_set
from history.grid import token
from tests.conftest import sign_in
from valuecase.models import CaseOption, FundingAsk, Stream, StreamYear, UnpricedValue, ValueCase

SLUG = "riverside"


@pytest.fixture
def paper(programme):
    return reverse("value_case", args=[SLUG])


def added(row, by):
    with change_set(by=by, scope=row.programme.pk):
        row.save()
    return row


@pytest.fixture
def case(programme, manager):
    return added(ValueCase(programme=programme, problem="Beds are full.", base_year=2024, years=4), manager)


@pytest.fixture
def teams(programme, manager):
    return added(CaseOption(programme=programme, title="Neighbourhood teams", is_preferred=True), manager)


def a_stream(option, title, category, organisation, amounts, by, **fields):
    """With one sum a year from year 0; None leaves a year out."""
    fields = {"confidence": "high"} | fields
    place = {"programme": option.programme, "option": option, "organisation": organisation}
    stream = added(Stream(**place, title=title, category=category, **fields), by)
    for year, amount in enumerate(amounts):
        if amount is not None:
            added(StreamYear(programme=option.programme, stream=stream, year=year, amount=amount), by)
    return stream


@pytest.fixture
def streams(case, teams, trust, council, manager):
    return {
        "hub": a_stream(teams, "Hub", "capital", council, [100], manager),
        "beds": a_stream(teams, "Fewer bed days", "cashable", trust, [None, 60, 60, 60], manager),
    }


def page_of(client, paper, query=""):
    return client.get(paper + query).context["page"]


def test_an_empty_paper_offers_to_begin(as_manager, paper):
    page = as_manager.get(paper).content.decode()
    assert "Begin the value case" in page
    assert "Add an option" in page


def test_the_case_is_begun_with_the_programmes_first_year(as_manager, paper, programme):
    url = reverse("record_add", args=[SLUG, "valuecase"])
    assert as_manager.get(url).context["form"]["base_year"].value() == 2024
    sent = {"problem": "Beds are full.", "base_year": 2024, "years": 10, "scheme": "standard"}
    assert as_manager.post(url, sent).status_code == 302
    again = as_manager.post(url, sent)
    assert "has a value case already" in again.content.decode()
    assert ValueCase.objects.count() == 1


@pytest.mark.parametrize("years", [0, 31, -1])
def test_a_case_covers_1_to_30_years(as_manager, programme, years):
    sent = {"problem": "Beds are full.", "base_year": 2024, "years": years, "scheme": "standard"}
    assert as_manager.post(reverse("record_add", args=[SLUG, "valuecase"]), sent).status_code == 422
    assert not ValueCase.objects.exists()


def test_the_figures_are_those_of_the_green_book(as_manager, paper, streams):
    result = page_of(as_manager, paper).chosen.appraisal
    benefits = sum(60 / 1.035**year for year in (1, 2, 3))
    assert result.pv_costs == pytest.approx(100)
    assert result.npv == pytest.approx(benefits - 100)
    assert result.bcr == pytest.approx(benefits / 100)
    assert "pays back, discounted, after 1.8 years" in as_manager.get(paper).content.decode()


def test_a_loss_is_a_benefit_below_zero_and_optimism_makes_it_larger(
    as_manager, paper, streams, teams, trust, manager
):
    before = page_of(as_manager, paper).chosen.appraisal.npv
    a_stream(teams, "Lost income", "cashable", trust, [10], manager, is_loss=True, optimism_bias_pct=50)
    assert page_of(as_manager, paper).chosen.appraisal.npv == pytest.approx(before - 15)


def test_options_are_compared_with_doing_nothing(as_manager, paper, streams, programme, trust, manager):
    nothing = added(CaseOption(programme=programme, title="Go on", is_do_nothing=True), manager)
    a_stream(nothing, "More beds", "running", trust, [50], manager)
    page = page_of(as_manager, paper)
    by_title = {result.option.title: result for result in page.options}
    teams = by_title["Neighbourhood teams"]
    assert teams.above_do_nothing == pytest.approx(teams.appraisal.npv + 50)
    assert by_title["Go on"].above_do_nothing is None


def test_who_pays_and_who_gains_is_told_by_partner(as_manager, paper, streams):
    rows = page_of(as_manager, paper).balance.rows
    assert [row.share.organisation.name for row in rows] == ["Riverside Council", "Riverside Health Trust"]
    assert (rows[0].share.pays, rows[0].share.gains) == (pytest.approx(100), 0)
    assert sum(row.share.net for row in rows) == pytest.approx(
        page_of(as_manager, paper).chosen.appraisal.npv
    )
    assert (
        "these partners pay more than they gain: Riverside Council" in as_manager.get(paper).content.decode()
    )


def test_only_certain_benefits_count_where_the_table_says_so(
    as_manager, paper, streams, teams, trust, manager
):
    a_stream(teams, "Hope", "quality", trust, [40], manager, confidence="low")
    every, without_low, high, cashable = page_of(as_manager, paper).variants
    assert every.appraisal.npv == pytest.approx(without_low.appraisal.npv + 40)
    assert high.appraisal.npv == cashable.appraisal.npv == without_low.appraisal.npv


def test_an_option_asked_for_is_shown_and_nonsense_shows_the_preferred(
    as_manager, paper, streams, programme, trust, manager
):
    other = added(CaseOption(programme=programme, title="Navigators"), manager)
    a_stream(other, "Navigators", "running", trust, [5], manager)
    assert page_of(as_manager, paper, f"?option={other.pk}").chosen.option == other
    for query in ("?option=nonsense", "?option=-1", "?option=99999999999999999999", ""):
        assert page_of(as_manager, paper, query).chosen.option.title == "Neighbourhood teams"


def test_sums_after_the_last_year_are_kept_and_said_not_to_count(as_manager, paper, streams, case, manager):
    case.years = 2
    added(case, manager)
    assert page_of(as_manager, paper).chosen.appraisal.undiscounted_benefits == 60
    assert "2 sums lie after the last year" in as_manager.get(paper).content.decode()
    assert StreamYear.objects.count() == 4


def test_an_option_that_never_spends_has_no_ratio(as_manager, paper, case, teams, trust, manager):
    a_stream(teams, "Gift", "quality", trust, [10], manager)
    page = page_of(as_manager, paper)
    assert page.chosen.appraisal.bcr is None
    assert page.chosen.payback == "from the start"


def test_years_of_waiting_are_not_payback(as_manager, paper, case, teams, trust, manager):
    a_stream(teams, "Hub", "capital", trust, [0, 100], manager)
    assert page_of(as_manager, paper).chosen.payback == "not within 4 years"


def test_only_one_option_is_preferred(as_manager, teams):
    answer = as_manager.post(
        reverse("record_add", args=[SLUG, "caseoption"]),
        {"title": "Other", "is_preferred": "on", "position": 0},
    )
    assert "Another option is preferred" in answer.content.decode()


def test_an_investment_cannot_be_a_loss(as_manager, teams, trust):
    sent = {
        "option": teams.pk,
        "title": "Hub",
        "category": "capital",
        "organisation": trust.pk,
        "confidence": "high",
        "is_loss": "on",
        "optimism_bias_pct": 0,
        "delay_years": 0,
    }
    answer = as_manager.post(reverse("record_add", args=[SLUG, "stream"]), sent)
    assert "Only a benefit can be a loss" in answer.content.decode()
    assert (
        as_manager.post(reverse("record_add", args=[SLUG, "stream"]), sent | {"is_loss": ""}).status_code
        == 302
    )


def sums(option, **changed):
    """What the grid sends: every cell of four years and each line's token, with some changed."""
    sent = {}
    for stream in Stream.objects.filter(option=option):
        rows = list(stream.amounts.all())
        sent[f"token-{stream.pk}"] = token(rows)
        for year in range(4):
            row = next((row for row in rows if row.year == year), None)
            sent[f"amount-{stream.pk}-{year}"] = row.amount if row else ""
    return sent | changed


def grid(option):
    return reverse("amounts", args=[SLUG, option.pk])


def test_sums_are_read_as_people_write_them(as_manager, teams, streams):
    hub = streams["hub"].pk
    sent = sums(
        teams, **{f"amount-{hub}-1": "£12,000", f"amount-{hub}-2": " 1 500.50 ", f"amount-{hub}-0": ""}
    )
    assert as_manager.post(grid(teams), sent).status_code == 302
    assert list(StreamYear.objects.filter(stream=hub).values_list("year", "amount")) == [
        (1, Decimal("12000.00")),
        (2, Decimal("1500.50")),
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-5", "cannot be less than 0"),
        ("lots", "in figures"),
        ("1,2", "in figures"),
        ("NaN", "in figures"),
        ("9" * 20, "digits"),
    ],
)
def test_a_sum_that_cannot_be_is_refused_beside_its_cell_and_kept(as_manager, teams, streams, typed, said):
    cell = f"amount-{streams['hub'].pk}-1"
    answer = as_manager.post(
        grid(teams), sums(teams, **{cell: typed, f"amount-{streams['beds'].pk}-1": "77"})
    )
    assert answer.status_code == 422
    assert said in str(answer.context["form"].errors[cell])
    assert f'value="{typed}"' in answer.content.decode()
    assert 'value="77"' in answer.content.decode()
    assert not StreamYear.objects.filter(amount=77).exists()


def test_two_who_enter_sums_of_one_stream_see_each_others(as_manager, teams, streams, contributor):
    cell = f"amount-{streams['hub'].pk}-0"
    opened = sums(teams)
    sign_in(contributor).post(grid(teams), opened | {cell: "200"})
    answer = as_manager.post(grid(teams), opened | {cell: "300"})
    assert answer.status_code == 409
    assert "Now saved: 200" in answer.content.decode()
    assert StreamYear.objects.get(stream=streams["hub"]).amount == 200


def test_sums_of_another_programme_are_out_of_reach(teams, streams, stranger):
    assert sign_in(stranger).get(grid(teams)).status_code == 404
    foreign = f"/programmes/elsewhere/value-case/options/{teams.pk}/sums/"
    assert sign_in(stranger).post(foreign, sums(teams)).status_code == 404


def test_a_negative_ask_is_refused_beside_the_field(as_manager, programme):
    sent = {"addressee": "Board", "amount": "-1", "text": "Double running"}
    answer = as_manager.post(reverse("record_add", args=[SLUG, "fundingask"]), sent)
    assert list(answer.context["form"].errors) == ["amount"]
    assert not FundingAsk.objects.exists()


def test_an_observer_reads_and_changes_nothing(paper, streams, teams, observer):
    client = sign_in(observer)
    page = client.get(paper).content.decode()
    assert "Net present value" in page
    for words in ("/edit/", "/remove/", "/add/", "/sums/"):
        assert words not in page
    assert client.get(grid(teams)).status_code == client.post(grid(teams), {}).status_code == 403


def fill(programme, organisation, by, number, start=0):
    with change_set(by=by, scope=programme.pk):
        for index in range(start, start + number):
            option = CaseOption(programme=programme, title=f"Option {index}")
            option.save()
            stream = Stream(
                programme=programme,
                option=option,
                title=f"Stream {index}",
                category="cashable",
                organisation=organisation,
                confidence="high",
            )
            stream.save()
            StreamYear(programme=programme, stream=stream, year=1, amount=5).save()
            UnpricedValue(
                programme=programme, option=option, title=f"Value {index}", for_whom="All", weight=2
            ).save()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    as_manager, paper, case, programme, trust, manager, django_assert_max_num_queries
):
    fill(programme, trust, manager, 10)
    with django_assert_max_num_queries(20) as few:
        assert as_manager.get(paper).status_code == 200
    fill(programme, trust, manager, 190, start=10)
    with django_assert_max_num_queries(20) as many:
        assert len(page_of(as_manager, paper).options) == 200
    assert len(few) == len(many)
