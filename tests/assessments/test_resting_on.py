"""On which round a level rests, and what is said of a dimension that nobody rated."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.actions.reveal import reveal
from assessments.models import AgreedLevel, Assessment, MinorityView, PhasePlacement, TargetLevel
from assessments.standing import assessed as standing_of
from history.actions import add_row, revise_row
from programmes.models.programme import today
from programmes.reading import lens_on
from tests.assessments.neighbours import agree
from tests.assessments.panels import assessed, invited, opened, rated, revealed
from tests.conftest import sign_in

KEY, ASKED_AGAIN = "finance-funding", "readiness-to-change"


def page(person, name, assessment, query=""):
    answer = sign_in(person).get(
        reverse(name, args=[assessment.programme.slug, assessment.pk]) + query, follow=True
    )
    assert answer.status_code == 200
    return answer


def add_url(kind, assessment, key=KEY):
    address = reverse("record_add", args=[assessment.programme.slug, kind])
    return f"{address}?assessment={assessment.pk}&dimension={key}"


def as_it_stands(client, address):
    """What a browser would send of the form as it comes."""
    form = client.get(address).context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in given.items()}


def round_of(assessment, by, people, level, *, number=1, asked=(), raters=None):
    """A revealed round in which `raters` of the people (all, unless said) rate what is asked."""
    round = opened(assessment, by, number=number, asked=asked)
    rate = people if raters is None else people[:raters]
    rated(round, rate, lambda n, element: level if not asked or element in asked else "")
    reveal(round=round, version=round.version, by=by)
    return round


@pytest.fixture
def two(programme, manager):
    """Two rounds of twelve people; the second asked one dimension."""
    assessment = assessed(programme, manager)
    people = invited(assessment, manager, 12)
    first = round_of(assessment, manager, people, 2)
    return assessment, first, round_of(assessment, manager, people, 4, number=2, asked=[ASKED_AGAIN])


def standings(assessment):
    return standing_of(lens_on(assessment.programme), assessment).by_key


# Which round


def test_a_dimension_that_a_round_did_not_ask_rests_on_the_round_before(two, manager):
    assessment, first, second = two
    found = standings(assessment)
    assert (found[KEY].round, found[ASKED_AGAIN].round) == (first, second)
    text = page(manager, "assessment_gaps", assessment).content.decode()
    assert "the median of the ratings in round 1, not agreed" in text
    assert "the median of the ratings in round 2, not agreed" in text


def test_what_fewer_than_the_minimum_rated_anew_rests_on_the_round_before(programme, manager):
    assessment = assessed(programme, manager)
    people = invited(assessment, manager, 12)
    first = round_of(assessment, manager, people, 2)
    round_of(assessment, manager, people, 5, number=2, raters=4)
    assert (standings(assessment)[KEY].round, standings(assessment)[KEY].level) == (first, 2)


def test_what_a_later_round_hides_stands_as_the_earlier_one_showed_it(programme, manager):
    """The smallest group is raised between the rounds."""
    assessment = assessed(programme, manager)
    people = invited(assessment, manager, 8)
    first = round_of(assessment, manager, people, 3)
    assessment.smallest_group = 10
    revise_row(row=assessment, version=assessment.version, by=manager)
    assessment = Assessment.objects.get(pk=assessment.pk)
    round_of(assessment, manager, people, 4, number=2)
    assert (standings(assessment)[KEY].round, standings(assessment)[KEY].level) == (first, 3)


def test_both_forms_store_the_round_on_which_the_level_rests(two, manager):
    assessment, first, _second = two
    client = sign_in(manager)
    assert client.get(add_url("agreedlevel", assessment)).context["form"]["round"].value() == first.pk
    sitting = reverse("assessment_agree", args=[assessment.programme.slug, assessment.pk])
    said = as_it_stands(client, sitting)
    said |= {f"level-{KEY}": "3", f"rationale-{KEY}": "Because"}
    assert client.post(sitting, said).status_code == 302
    assert AgreedLevel.objects.get().round == first


# What nobody rated


@pytest.fixture
def unrated(programme, manager):
    return revealed(programme, manager, 12, lambda n, element: None if element == KEY else 3).assessment


def test_what_nobody_rated_is_called_so_and_has_no_verdict(unrated, manager):
    line = next(
        line
        for line in page(manager, "assessment_agreement", unrated).context["page"].lines
        if line.key == KEY
    )
    assert (line.outcome.sentence, line.outcome.verdict) == ("Nobody rated it.", None)
    above = page(manager, "assessment_agreement", unrated).content.decode()
    assert "One rating is no panel" not in above
    assert "Nobody rated it" in page(manager, "assessment_gaps", unrated).content.decode()
    assert "Nobody rated it" in sign_in(manager).get(add_url("agreedlevel", unrated)).content.decode()


# A round that is shared


def shared(person, assessment, number):
    answer = page(person, "assessment_share_json", assessment, f"?round={number}")
    return next(one for one in json.loads(answer.content)["dimensions"] if one["key"] == KEY)


def test_an_earlier_round_is_shared_with_what_rests_on_it_alone(programme, manager):
    assessment = assessed(programme, manager)
    people = invited(assessment, manager, 12)
    first = round_of(assessment, manager, people, 2)
    add_level(assessment, manager, 2, first)
    second = round_of(assessment, manager, people, 5, number=2)
    add_level(assessment, manager, 5, second)
    view = MinorityView(programme=programme, assessment=assessment, dimension=KEY, text="No")
    add_row(row=view, by=manager)
    told = shared(manager, assessment, 1), shared(manager, assessment, 2)
    assert [one["agreed_level"] for one in told] == [2.0, 5.0]
    assert [one["minority_views"] for one in told] == [None, 1]


def test_a_level_without_a_round_goes_with_the_newest_round_alone(two, manager):
    assessment, _first, _second = two
    agree(assessment, manager, KEY, 3)
    assert shared(manager, assessment, 1)["agreed_level"] is None
    assert shared(manager, assessment, 2)["agreed_level"] == 3.0


def add_level(assessment, by, level, round):
    row = AgreedLevel(
        programme=assessment.programme,
        assessment=assessment,
        dimension=KEY,
        level=Decimal(level),
        rationale="Because",
        round=round,
    )
    return add_row(row=row, by=by)


# Percentages


def test_percentages_have_their_sign_wherever_they_stand(programme, manager):
    round = revealed(programme, manager, 12, lambda n, element: 2, instrument="suter-10")
    assessment, key = round.assessment, round.assessment.instrument.dimensions[0].key
    of = {"programme": programme, "assessment": assessment, "dimension": key}
    level = add_row(row=AgreedLevel(level=Decimal(40), rationale="So", **of), by=manager)
    target = add_row(row=TargetLevel(level=Decimal("62.5"), **of), by=manager)
    view = add_row(row=MinorityView(level=Decimal(55), text="More", **of), by=manager)
    assert (level.level_in_words, target.level_in_words, view.level_in_words) == ("40%", "62.5%", "55%")
    assert (str(level).endswith(": 40% agreed"), str(target).endswith(": 62.5% wanted")) == (True, True)
    text = page(manager, "assessment_agreement", assessment).content.decode()
    assert "level 55%" in text
    assert "of 100%" in text
    client = sign_in(manager)
    forms = [client.get(add_url(kind, assessment, key)) for kind in ("agreedlevel", "targetlevel")]
    assert "Now in force: level 40%" in forms[0].content.decode()
    assert "The target so far: level 62.5%" in forms[1].content.decode()


def test_a_level_of_a_scale_has_no_sign(two, manager):
    assessment, _first, _second = two
    assert agree(assessment, manager, KEY, 3).level_in_words == "3"


# Days


def test_nothing_is_agreed_on_a_day_that_has_not_come(two, manager):
    assessment, _first, _second = two
    client, url = sign_in(manager), add_url("agreedlevel", assessment)
    said = as_it_stands(client, url) | {"level": "3", "rationale": "So"}
    answer = client.post(url, said | {"agreed_on": f"{today().year + 1}-01-01"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["agreed_on"] == [
        "This day lies in the future. Give today or an earlier day."
    ]
    assert client.post(url, said | {"agreed_on": today().isoformat()}).status_code == 302


def test_no_phase_is_placed_on_a_day_that_has_not_come(programme, manager):
    assessment = revealed(programme, manager, 12, lambda n, element: 3, instrument="dmic").assessment
    client = sign_in(manager)
    url = reverse("record_add", args=[programme.slug, "phaseplacement"]) + f"?assessment={assessment.pk}"
    phase = assessment.instrument.phases[0].key
    said = as_it_stands(client, url) | {"phase": phase, "rationale": "So"}
    answer = client.post(url, said | {"placed_on": f"{today().year + 1}-01-01"})
    assert list(answer.context["form"].errors) == ["placed_on"]
    assert not PhasePlacement.objects.exists()
