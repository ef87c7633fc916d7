"""The working paper of the needs assessment, over HTTP."""

from datetime import date

import pytest
from django.urls import reverse

from assessments.models import AgeBand, CareGap, Cohort, CohortScore, Criterion, PopulationProfile
from history.changes import change_set
from history.grid import token
from history.models import Change
from tests.assessments.needs_rows import SLUG, added, wording
from tests.conftest import sign_in


def a_cohort(programme, name, by, **fields):
    return added(Cohort(programme=programme, name=name, definition="Aged 75 or over", **fields), by)


def a_criterion(programme, title, weight, by):
    return added(
        Criterion(programme=programme, title=title, weight=weight, meaning_of_1="low", meaning_of_5="high"),
        by,
    )


def a_score(cohort, criterion, score, by):
    return added(CohortScore(programme=cohort.programme, cohort=cohort, criterion=criterion, score=score), by)


@pytest.fixture
def ranked(programme, manager):
    """Frailty leads on severity, diabetes on size; severity counts three times as much."""
    frailty, diabetes = (a_cohort(programme, name, manager) for name in ("Frailty", "Diabetes"))
    severity = a_criterion(programme, "Severity", 60, manager)
    size = a_criterion(programme, "Size", 20, manager)
    for cohort, scores in ((frailty, (5, 1)), (diabetes, (3, 5))):
        for criterion, score in zip((severity, size), scores, strict=True):
            a_score(cohort, criterion, score, manager)
    return {"frailty": frailty, "diabetes": diabetes, "severity": severity, "size": size}


def score_fields(*cohorts, **values):
    """What the grid sends: every cell and each line's token, with some values changed."""
    sent = {}
    for cohort in cohorts:
        scores = list(CohortScore.objects.filter(cohort=cohort))
        sent[f"token-{cohort.pk}"] = token(scores)
        for criterion in Criterion.objects.all():
            row = next((score for score in scores if score.criterion_id == criterion.pk), None)
            sent[f"score-{cohort.pk}-{criterion.pk}"] = row.score if row else ""
            sent[f"reason-{cohort.pk}-{criterion.pk}"] = row.reason if row else ""
    return sent | values


def order_on(response):
    return [item.cohort.name for item in response.context["page"].ranking.cohorts]


def test_an_empty_paper_says_what_each_section_is_for(as_manager, paper):
    page = as_manager.get(paper).content.decode()
    for words in ("Describe the population", "Add a cohort", "five usual criteria", "Write the common cause"):
        assert words in page


def test_the_population_is_drawn_by_age_with_its_source(as_manager, paper, programme, manager):
    profile = added(
        PopulationProfile(
            programme=programme, area="Riverside", size=300, as_of=date(2024, 6, 30), source="Census"
        ),
        manager,
    )
    for start, end in ((0, 64), (65, None)):
        added(
            AgeBand(programme=programme, profile=profile, from_age=start, to_age=end, women=80, men=70),
            manager,
        )
    page = as_manager.get(paper).content.decode()
    assert "65 and over" in page
    assert "50% are 65 or older" in page
    assert "Census" in page


def test_the_ranking_is_explained_in_words(as_manager, paper, ranked):
    response = as_manager.get(paper)
    assert order_on(response) == ["Frailty", "Diabetes"]
    page = response.content.decode()
    assert "Frailty comes first with 75 of 100 points." in page
    assert "Most of it comes from severity (75). 12.5 points ahead of Diabetes" in page


def test_what_would_swap_two_cohorts_is_true(as_manager, paper, ranked, manager):
    why = as_manager.get(paper).context["page"].ranking.cohorts[0].why[-1]
    assert "they swap if the weight of size rises from 20 above 30" in why
    size = Criterion.objects.get(title="Size")
    size.weight = 31
    added(size, manager)
    assert order_on(as_manager.get(paper)) == ["Diabetes", "Frailty"]


def test_a_cohort_without_all_scores_is_listed_with_what_is_missing(
    as_manager, paper, ranked, programme, manager
):
    carers = a_cohort(programme, "Carers", manager)
    a_score(carers, ranked["size"], 4, manager)
    response = as_manager.get(paper)
    assert "Carers" not in order_on(response)
    assert [item.missing for item in response.context["page"].ranking.unscored] == [["Severity"]]
    assert "no score yet for Severity" in response.content.decode()


def test_weights_of_nothing_but_nought_are_explained(as_manager, paper, programme, manager):
    a_cohort(programme, "Frailty", manager)
    a_criterion(programme, "Size", 0, manager)
    assert "Every criterion has the weight 0" in as_manager.get(paper).content.decode()


def test_a_changed_weight_needs_a_reason_and_ranks_anew(as_manager, paper, ranked):
    size = ranked["size"]
    url = reverse("record_edit", args=[SLUG, "criterion", size.pk])
    sent = {
        "title": "Size",
        "weight": 90,
        "meaning_of_1": "low",
        "meaning_of_5": "high",
        "position": 0,
        "version": 1,
    }
    assert "Say why" in as_manager.post(url, sent).content.decode()
    assert as_manager.post(url, sent | {"reason": "Agreed in May"}).status_code == 302
    assert order_on(as_manager.get(paper)) == ["Diabetes", "Frailty"]


def test_the_usual_criteria_are_added_once(as_manager, paper, programme):
    for _ in range(2):
        as_manager.post(reverse("criteria_adopt", args=[SLUG]))
    titles = list(Criterion.objects.values_list("title", flat=True))
    assert titles == ["Size", "Severity", "Changeability", "Benefit", "Inequality"]


def test_the_grid_saves_what_was_changed_and_nothing_else(as_manager, ranked, paper):
    diabetes, severity = ranked["diabetes"], ranked["severity"]
    before = Change.objects.count()
    sent = score_fields(diabetes, ranked["frailty"], **{f"score-{diabetes.pk}-{severity.pk}": 5})
    assert as_manager.post(reverse("scores", args=[SLUG]), sent).status_code == 302
    assert Change.objects.count() == before + 1
    assert order_on(as_manager.get(paper)) == ["Diabetes", "Frailty"]


def test_an_emptied_cell_is_removed_and_kept_in_history(as_manager, ranked):
    diabetes, severity = ranked["diabetes"], ranked["severity"]
    as_manager.post(
        reverse("scores", args=[SLUG]), score_fields(diabetes, **{f"score-{diabetes.pk}-{severity.pk}": ""})
    )
    assert not CohortScore.objects.filter(cohort=diabetes, criterion=severity).exists()
    assert CohortScore.everything.filter(cohort=diabetes, criterion=severity).exists()


def test_a_reason_without_a_score_is_refused_and_kept(as_manager, ranked, programme, manager):
    carers = a_cohort(programme, "Carers", manager)
    cell = f"{carers.pk}-{ranked['size'].pk}"
    answer = as_manager.post(
        reverse("scores", args=[SLUG]), score_fields(carers, **{f"reason-{cell}": "Many of them"})
    )
    assert answer.status_code == 422
    assert "Many of them" in answer.content.decode()


def test_a_score_outside_1_to_5_is_refused(as_manager, ranked):
    cell = f"score-{ranked['frailty'].pk}-{ranked['size'].pk}"
    assert (
        as_manager.post(
            reverse("scores", args=[SLUG]), score_fields(ranked["frailty"], **{cell: 9})
        ).status_code
        == 422
    )
    assert CohortScore.objects.get(cohort=ranked["frailty"], criterion=ranked["size"]).score == 1


def test_the_second_of_two_scorers_sees_both_and_may_decide(as_manager, ranked, contributor):
    frailty, size = ranked["frailty"], ranked["size"]
    cell = f"score-{frailty.pk}-{size.pk}"
    opened = score_fields(frailty)
    sign_in(contributor).post(reverse("scores", args=[SLUG]), opened | {cell: 4})
    answer = as_manager.post(reverse("scores", args=[SLUG]), opened | {cell: 2})
    assert answer.status_code == 409
    assert CohortScore.objects.get(cohort=frailty, criterion=size).score == 4
    page = answer.content.decode()
    assert "Now saved:" in page
    fresh = answer.context["form"].data[f"token-{frailty.pk}"]
    again = opened | {cell: 2, f"token-{frailty.pk}": fresh}
    assert as_manager.post(reverse("scores", args=[SLUG]), again).status_code == 302
    assert CohortScore.objects.get(cohort=frailty, criterion=size).score == 2


def test_cells_that_the_second_scorer_left_alone_hold_what_the_first_saved(as_manager, ranked, contributor):
    frailty, size, severity = ranked["frailty"], ranked["size"], ranked["severity"]
    theirs, mine = f"score-{frailty.pk}-{size.pk}", f"score-{frailty.pk}-{severity.pk}"
    opened = score_fields(frailty)
    sign_in(contributor).post(reverse("scores", args=[SLUG]), opened | {theirs: 4})
    answer = as_manager.post(reverse("scores", args=[SLUG]), opened | {mine: 2})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Changed by others, taken over" in page
    assert "Cora Contributor saved last" in page
    form = answer.context["form"]
    assert (form[theirs].value(), str(form[mine].value())) == ("4", "2")
    again = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert as_manager.post(reverse("scores", args=[SLUG]), again).status_code == 302
    saved = {row.criterion_id: row.score for row in CohortScore.objects.filter(cohort=frailty)}
    assert (saved[size.pk], saved[severity.pk]) == (4, 2)


def test_two_scorers_of_different_cohorts_do_not_meet(as_manager, ranked, contributor):
    frailty, diabetes, size = ranked["frailty"], ranked["diabetes"], ranked["size"]
    opened = score_fields(frailty, diabetes)
    sign_in(contributor).post(reverse("scores", args=[SLUG]), opened | {f"score-{frailty.pk}-{size.pk}": 4})
    answer = as_manager.post(reverse("scores", args=[SLUG]), opened | {f"score-{diabetes.pk}-{size.pk}": 2})
    assert answer.status_code == 302
    assert CohortScore.objects.get(cohort=frailty, criterion=size).score == 4
    assert CohortScore.objects.get(cohort=diabetes, criterion=size).score == 2


@pytest.mark.parametrize("forged", ["", "0", "0-1.1-99999999999999999999.7", "nonsense", "0-½.²"])
def test_a_missing_or_forged_token_saves_nothing(as_manager, ranked, forged):
    frailty, size = ranked["frailty"], ranked["size"]
    sent = score_fields(frailty, **{f"score-{frailty.pk}-{size.pk}": 3, f"token-{frailty.pk}": forged})
    assert as_manager.post(reverse("scores", args=[SLUG]), sent).status_code == 409
    assert CohortScore.objects.get(cohort=frailty, criterion=size).score == 1


def bands_url(profile):
    return reverse("age_bands", args=[SLUG, profile.pk])


@pytest.fixture
def profile(programme, manager):
    return added(
        PopulationProfile(
            programme=programme, area="Riverside", size=300, as_of=date(2024, 6, 30), source="Census"
        ),
        manager,
    )


def test_age_bands_are_pasted_in_one_text(as_manager, profile):
    text = "0–64; 1,210; 1,280\n65-74\t400\t380\n\n85+ 930\n75 to"
    sent = {"bands": text, "token": "0"}
    answer = as_manager.post(bands_url(profile), sent)
    assert answer.status_code == 422
    assert "Line 5" in answer.content.decode()
    assert "1,210; 1,280" in answer.content.decode()
    as_manager.post(bands_url(profile), sent | {"bands": text.replace("\n75 to", "")})
    assert [(b.label, b.women, b.men, b.persons) for b in AgeBand.objects.all()] == [
        ("0–64", 1210, 1280, None),
        ("65–74", 400, 380, None),
        ("85 and over", None, None, 930),
    ]


@pytest.mark.parametrize(
    "text", ["0–10; 5; 5\n5–15; 5; 5", "0+; 5\n65–74; 5", "0–4; -5; 5", "0–4", "10–4; 1", "0–4; 1; 2; 3"]
)
def test_age_bands_that_cannot_be_are_refused(as_manager, profile, text):
    assert as_manager.post(bands_url(profile), {"bands": text, "token": "0"}).status_code == 422
    assert not AgeBand.objects.exists()


def test_age_bands_saved_by_somebody_else_are_not_overwritten(as_manager, profile, contributor):
    sign_in(contributor).post(bands_url(profile), {"bands": "0–64; 10; 10", "token": "0"})
    answer = as_manager.post(bands_url(profile), {"bands": "0–64; 99; 99", "token": "0"})
    assert answer.status_code == 409
    assert "99; 99" in answer.content.decode()
    assert AgeBand.objects.get().women == 10


def test_bands_that_two_people_changed_in_different_lines_are_put_together(as_manager, profile, contributor):
    opened = "0–64; 10; 10\n65–74; 5; 5\n75 and over; 2; 2"
    as_manager.post(bands_url(profile), {"bands": opened, "token": "0"})
    seen = as_manager.get(bands_url(profile)).context["form"]
    sent = {"bands": seen["bands"].value(), "token": seen["token"].value()}
    theirs = sent | {"bands": sent["bands"].replace("0–64; 10; 10", "0–64; 11; 11")}
    yours = sent | {"bands": sent["bands"].replace("; 2; 2", "; 3; 3").replace("\n", "\r\n")}
    assert sign_in(contributor).post(bands_url(profile), theirs).status_code == 302
    answer = as_manager.post(bands_url(profile), yours)
    form = answer.context["form"]
    assert answer.status_code == 409
    assert "the form holds what both of you wrote" in answer.content.decode()
    merged = {name: form[name].value() for name in form.fields}
    assert as_manager.post(bands_url(profile), merged).status_code == 302
    assert [(band.from_age, band.women) for band in profile.age_bands.all()] == [(0, 11), (65, 5), (75, 3)]


def test_an_overlapping_band_is_refused_beside_its_field(as_manager, profile, programme, manager):
    added(AgeBand(programme=programme, profile=profile, from_age=0, to_age=64, persons=5), manager)
    answer = as_manager.post(
        reverse("record_add", args=[SLUG, "ageband"]),
        {"profile": profile.pk, "from_age": 60, "to_age": 70, "persons": 5},
    )
    assert "overlap with the band 0–64" in answer.content.decode()


@pytest.mark.parametrize(("field", "value"), [("size", "-1"), ("cost_per_head", "-0.01"), ("contacts", "-2")])
def test_negative_figures_are_refused_beside_the_field(as_manager, programme, field, value):
    answer = as_manager.post(
        reverse("record_add", args=[SLUG, "cohort"]),
        {"name": "Frailty", "definition": "Aged 75", field: value},
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "Aged 75" in answer.content.decode()


def test_an_observer_reads_and_changes_nothing(paper, ranked, observer, profile, programme, manager):
    wording(programme, "One plan for each person.", manager)
    client = sign_in(observer)
    page = client.get(paper).content.decode()
    for words in ("/edit/", "/remove/", "/add/", "Score the cohorts", "Edit scores"):
        assert words not in page
    for url in (reverse("scores", args=[SLUG]), bands_url(profile), reverse("criteria_adopt", args=[SLUG])):
        assert client.post(url, {}).status_code == 403


def test_a_stranger_finds_nothing(paper, profile, stranger):
    client = sign_in(stranger)
    for url in (paper, reverse("scores", args=[SLUG]), bands_url(profile)):
        assert client.get(url).status_code == 404


def fill(programme, by, number, start=0):
    with change_set(by=by, scope=programme.pk):
        criterion = Criterion.objects.first()
        for index in range(start, start + number):
            cohort = Cohort(programme=programme, name=f"Cohort {index:03}", definition="…", size=5)
            cohort.save()
            CohortScore(programme=programme, cohort=cohort, criterion=criterion, score=1 + index % 5).save()
            CareGap(programme=programme, title=f"Gap {index}", cohort=cohort, severity=2, evidence="…").save()


def test_the_number_of_queries_does_not_grow_with_the_rows(
    as_manager, paper, programme, manager, django_assert_max_num_queries
):
    a_criterion(programme, "Size", 20, manager)
    fill(programme, manager, 10)
    with django_assert_max_num_queries(20) as few:
        assert as_manager.get(paper).status_code == 200
    fill(programme, manager, 190, start=10)
    with django_assert_max_num_queries(20) as many:
        assert len(as_manager.get(paper).context["page"].cohorts) == 200
    assert len(few) == len(many)
