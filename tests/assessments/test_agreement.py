"""What a panel agrees: levels with their reasons, views that differ, and the page on which they stand."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.reveal import reveal
from assessments.models import AgreedLevel, MinorityView, PhasePlacement
from history.changes import change_set
from history.models import ChangeSet
from programmes.models.programme import today
from tests.assessments.panels import assessed, invited, opened, rated, revealed
from tests.conftest import sign_in, start_old

KEY, OTHER = "finance-funding", "structure-governance"


def split_on(key):
    """Everybody gives 3, but on one dimension half give 0 and half 5."""
    return lambda n, element: (0 if n % 2 else 5) if element == key else 3


@pytest.fixture
def round(programme, manager):
    return revealed(programme, manager, value_of=split_on(OTHER))


@pytest.fixture
def assessment(round):
    return round.assessment


def page_of(assessment, name="assessment_agreement"):
    return reverse(name, args=["riverside", assessment.pk])


def add_url(kind, assessment, key=KEY):
    return f"{reverse('record_add', args=['riverside', kind])}?assessment={assessment.pk}&dimension={key}"


def a_level(assessment, level=3, key=KEY, **said):
    sent = {
        "assessment": assessment.pk,
        "dimension": key,
        "level": level,
        "confidence": 3,
        "agreed_on": today(),
    }
    return sent | {"rationale": "The pooled fund has begun."} | said


def added(row, by, at=None):
    with change_set(by=by, scope=row.programme.pk, at=at):
        row.save()
    return row


def agreed(assessment, by, level=3, key=KEY, at=None, **said):
    row = AgreedLevel(
        programme=assessment.programme,
        assessment=assessment,
        dimension=key,
        level=Decimal(level),
        **{"rationale": "Because", **said},
    )
    return added(row, by, at)


# Agreeing one level


def test_a_level_is_agreed_with_its_reason_and_the_round_that_it_rests_on(as_manager, assessment, round):
    url = add_url("agreedlevel", assessment)
    form = as_manager.get(url).context["form"]
    assert form["round"].value() == round.pk
    answer = as_manager.post(url, a_level(assessment, round=round.pk))
    assert answer.url == f"{page_of(assessment)}#dimension-{KEY}"
    row = AgreedLevel.objects.get()
    assert (row.level, row.round, row.confidence) == (3, round, 3)
    page = as_manager.get(page_of(assessment)).content.decode()
    for words in ("The pooled fund has begun.", "rests on round 1", "written down by Mira Manager", "Sure"):
        assert words in page


def test_the_ratings_and_the_rule_stand_beside_the_form(as_manager, assessment):
    page = as_manager.get(add_url("agreedlevel", assessment, OTHER)).content.decode()
    assert "Panel of 12: at most 3 ratings may lie outside the region 1.5 to 3.5; 12 do: split." in page
    assert "12 ratings, median 2.5" in page
    assert "talk before you agree" in page
    assert "<svg" in page


def test_each_level_is_offered_with_what_it_means(as_manager, assessment):
    form = as_manager.get(add_url("agreedlevel", assessment)).context["form"]
    choices = dict(form.fields["level"].choices)
    assert list(choices) == ["0", "1", "2", "3", "4", "5"]
    texts = assessment.dimensions[KEY].levels
    assert texts[3] in choices["3"]


@pytest.mark.parametrize("level", ["6", "-1", "2.5", "many", ""])
def test_a_level_off_the_scale_is_refused_in_words(as_manager, assessment, level):
    answer = as_manager.post(add_url("agreedlevel", assessment), a_level(assessment, level))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["level"]
    assert "The pooled fund has begun." in answer.content.decode()
    if level:
        assert "Give a whole level from 0 to 5." in answer.content.decode()
    assert not AgreedLevel.objects.exists()


def test_the_median_alone_is_no_agreement(as_manager, assessment):
    answer = as_manager.post(add_url("agreedlevel", assessment), a_level(assessment, rationale=" "))
    assert list(answer.context["form"].errors) == ["rationale"]


def test_a_dimension_that_the_instrument_lacks_is_refused(as_manager, assessment, programme, manager):
    elsewhere = assessed(programme, manager, instrument="itma")
    lacking = elsewhere.instrument.dimensions[0].key
    for key in ("nonsense", lacking):
        answer = as_manager.post(add_url("agreedlevel", assessment), a_level(assessment, key=key))
        assert answer.status_code == 422
        assert "has no such dimension" in answer.content.decode()
    assert not AgreedLevel.objects.exists()


def test_a_round_of_another_assessment_is_refused(as_manager, assessment, programme, manager):
    other = revealed(programme, manager)
    url = add_url("agreedlevel", assessment)
    answer = as_manager.post(url, a_level(assessment, round=other.pk))
    assert list(answer.context["form"].errors) == ["round"]
    assert as_manager.post(url, a_level(assessment, round="")).status_code == 302


def test_a_level_is_agreed_anew_with_a_reason_and_the_earlier_one_stays(as_manager, assessment, manager):
    first = agreed(assessment, manager, 2, rationale="So far only talk.")
    url = add_url("agreedlevel", assessment)
    sent = a_level(assessment, 4, seen=first.pk)
    assert list(as_manager.post(url, sent).context["form"].errors) == ["reason"]
    assert as_manager.post(url, sent | {"reason": "The fund was signed."}).status_code == 302
    line = as_manager.get(page_of(assessment)).context["page"].lines[4]
    assert (line.standing.agreed.level, [row.level for row in line.standing.earlier]) == (4, [2])
    page = as_manager.get(page_of(assessment)).content.decode()
    assert "So far only talk." in page
    assert "The fund was signed." in page


def test_a_level_that_was_agreed_while_one_wrote_is_not_replaced_unseen(as_manager, assessment, manager):
    url = add_url("agreedlevel", assessment)
    opened_form = as_manager.get(url).context["form"]
    agreed(assessment, manager, 2, rationale="Agreed by others.")
    sent = a_level(assessment, 4, seen=opened_form["seen"].value(), reason="Ours")
    answer = as_manager.post(url, sent)
    assert answer.status_code == 422
    assert "Agreed by others." in answer.content.decode()
    again = sent | {"seen": answer.context["form"]["seen"].value()}
    assert as_manager.post(url, again).status_code == 302
    assert AgreedLevel.objects.count() == 2


def test_nobody_agrees_on_what_the_panel_is_rating(as_manager, programme, assessment, manager):
    second = opened(assessment, manager, number=2, asked=[OTHER])
    answer = as_manager.post(add_url("agreedlevel", assessment, OTHER), a_level(assessment, key=OTHER))
    assert "is rating this dimension now" in answer.content.decode()
    assert as_manager.post(add_url("agreedlevel", assessment), a_level(assessment)).status_code == 302
    page = as_manager.get(page_of(assessment))
    assert [line.key for line in page.context["page"].lines if line.is_asked] == [OTHER]
    second.refresh_from_db()
    added_view = {"assessment": assessment.pk, "dimension": OTHER, "text": "We are at nought."}
    assert as_manager.post(add_url("minorityview", assessment, OTHER), added_view).status_code == 422


def test_the_mean_of_items_is_agreed_with_one_decimal(as_manager, programme, manager):
    assessment = assessed(programme, manager, instrument="itma")
    scale, key = assessment.instrument.scale, assessment.instrument.dimensions[0].key
    url = add_url("agreedlevel", assessment, key)
    for level in (scale.high + 1, scale.low - 1, "2.55"):
        assert as_manager.post(url, a_level(assessment, level, key)).status_code == 422
    assert as_manager.post(url, a_level(assessment, "2.5", key)).status_code == 302
    assert AgreedLevel.objects.get().level == Decimal("2.5")


# Views that differ


def test_a_minority_view_stands_beside_the_level_in_its_own_words(assessment, contributor, manager, observer):
    agreed(assessment, manager)
    sent = {"assessment": assessment.pk, "dimension": KEY, "level": 1, "held_by": "The council"}
    sent |= {"text": "Nothing has reached the wards."}
    assert sign_in(contributor).post(add_url("minorityview", assessment), sent).status_code == 302
    page = sign_in(observer).get(page_of(assessment)).content.decode()
    assert "Nothing has reached the wards." in page
    assert "The council" in page


def test_words_of_a_minority_are_not_changed_without_a_reason(as_manager, assessment, manager, programme):
    row = MinorityView(
        programme=programme, assessment=assessment, dimension=KEY, text="Not yet.", level=Decimal(1)
    )
    added(row, manager)
    url = reverse("record_edit", args=["riverside", "minorityview", row.pk])
    form = as_manager.get(url).context["form"]
    assert form["level"].value() == "1"
    sent = {"text": "Never.", "level": "1", "held_by": "", "version": row.version}
    answer = as_manager.post(url, sent)
    assert answer.status_code == 422
    assert "(the view, in its own words)" in answer.content.decode()
    assert as_manager.post(url, sent | {"reason": "They asked for it."}).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.assessment, row.dimension) == ("Never.", assessment, KEY)


def test_a_revised_view_stays_with_its_dimension(as_manager, assessment, manager, programme):
    row = added(
        MinorityView(programme=programme, assessment=assessment, dimension=KEY, text="Not yet."), manager
    )
    url = reverse("record_edit", args=["riverside", "minorityview", row.pk])
    sent = {"text": "Not yet.", "held_by": "GPs", "dimension": OTHER, "version": row.version}
    assert as_manager.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert (row.dimension, row.held_by) == (KEY, "GPs")


# Phases


def test_the_group_places_itself_in_a_phase_of_its_instrument(as_manager, programme, manager):
    assessment = assessed(programme, manager, instrument="dmic")
    phases = assessment.instrument.phases
    url = f"{reverse('record_add', args=['riverside', 'phaseplacement'])}?assessment={assessment.pk}"
    sent = {"assessment": assessment.pk, "rationale": "Roles are written down.", "placed_on": today()}
    assert "no such phase" in as_manager.post(url, sent | {"phase": "nonsense"}).content.decode()
    assert as_manager.post(url, sent | {"phase": phases[1].key}).url == f"{page_of(assessment)}#phase"
    assert str(PhasePlacement.objects.get()) == phases[1].title


# The page


def test_a_panel_that_is_split_is_told_to_talk_first(as_manager, assessment, manager, programme):
    page = as_manager.get(page_of(assessment))
    assert [line.key for line in page.context["page"].to_talk_about] == [OTHER]
    assert "another round" in page.content.decode()
    added(MinorityView(programme=programme, assessment=assessment, dimension=OTHER, text="0"), manager)
    assert as_manager.get(page_of(assessment)).context["page"].to_talk_about == []


def test_before_the_reveal_the_page_says_what_comes_and_nothing_else(as_manager, programme, manager):
    assessment = assessed(programme, manager)
    round = opened(assessment, manager)
    rated(round, invited(assessment, manager, 9), lambda n, element: 4, reason_of=lambda n, e: "Canary")
    for name in ("assessment_agreement", "assessment_agree", "assessment_change"):
        answer = as_manager.get(page_of(assessment, name))
        assert answer.status_code == 200
        for leak in ("Canary", "median", "people gave", "<circle"):
            assert leak not in answer.content.decode(), name


def test_the_page_shows_what_was_agreed_on_a_day(as_manager, trust, manager):
    began = timezone.now() - timedelta(days=30)
    with change_set(by=manager, at=began):
        programme = start_old(trust, by=manager, at=began)
        assessment = assessed(programme, manager)
        opened(assessment, manager)
    agreed(assessment, manager, 1, at=began + timedelta(days=5))
    agreed(assessment, manager, 4, at=began + timedelta(days=15), reason="More is done")

    def shown(days):
        day = (began + timedelta(days=days)).date().isoformat()
        answer = as_manager.get(reverse("assessment_agreement", args=[f"old@{day}", assessment.pk]))
        standing = answer.context["page"].found.by_key[KEY]
        return standing.level, len(standing.earlier), "Agree anew" in answer.content.decode()

    assert shown(2) == (None, 0, False)
    assert shown(6) == (1, 0, False)
    assert shown(16) == (4, 1, False)


def test_what_a_round_came_to_is_not_shown_before_its_reveal(as_manager, trust, manager):
    began = timezone.now() - timedelta(days=30)
    with change_set(by=manager, at=began):
        programme = start_old(trust, by=manager, at=began)
        assessment = assessed(programme, manager)
        round = opened(assessment, manager)
        rated(round, invited(assessment, manager, 6), lambda n, element: 4)
    with change_set(by=manager, scope=programme.pk, at=began + timedelta(days=10)):
        reveal(round=round, version=round.version, by=manager)

    def shown(days):
        day = (began + timedelta(days=days)).date().isoformat()
        return as_manager.get(reverse("assessment_agreement", args=[f"old@{day}", assessment.pk]))

    assert "median" not in shown(5).content.decode()
    assert "6 ratings, median 4" in shown(11).content.decode()


def queries_of(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ["assessment_agreement", "assessment_agree"])
def test_the_queries_do_not_grow_with_people_and_rows(
    as_manager, programme, manager, contributor, name, django_assert_max_num_queries
):
    small, large = revealed(programme, manager, 5), revealed(programme, manager, 40)
    urls = [page_of(round.assessment, name) for round in (small, large)]
    agreed(small.assessment, manager, round=small)
    as_manager.get(urls[0])
    few = queries_of(as_manager, urls[0], django_assert_max_num_queries)
    for dimension in large.assessment.instrument.dimensions:
        for by in (manager, contributor):
            agreed(large.assessment, by, key=dimension.key, round=large, reason="Again")
            row = MinorityView(
                programme=programme, assessment=large.assessment, dimension=dimension.key, text="No"
            )
            added(row, by)
    assert queries_of(as_manager, urls[1], django_assert_max_num_queries) == few
    assert few <= 30


def test_an_instrument_that_is_gone_leaves_the_page_readable(as_manager, programme, manager):
    assessment = assessed(programme, manager, instrument="gone")
    opened(assessment, manager)
    for name in ("assessment_agreement", "assessment_change"):
        answer = as_manager.get(page_of(assessment, name))
        assert (answer.status_code, "cannot be read" in answer.content.decode()) == (200, True)
    assert as_manager.get(page_of(assessment, "assessment_agree")).status_code == 404


# Who may


def test_who_rates_may_differ_and_only_who_facilitates_agrees(
    assessment, manager, contributor, observer, facilitator
):
    agreed(assessment, manager)
    offers = {
        observer: (False, False),
        contributor: (False, True),
        facilitator: (True, True),
    }
    for person, expected in offers.items():
        page = sign_in(person).get(page_of(assessment)).content.decode()
        assert ("Agree anew" in page, "Add a minority view" in page) == expected
    for person, status in ((observer, 403), (contributor, 403), (facilitator, 200)):
        assert sign_in(person).get(add_url("agreedlevel", assessment)).status_code == status
        assert sign_in(person).get(page_of(assessment, "assessment_agree")).status_code == status


def test_another_programme_has_no_such_assessment(assessment, stranger):
    client = sign_in(stranger)
    for name in ("assessment_agreement", "assessment_agree", "assessment_change"):
        assert client.get(reverse(name, args=["elsewhere", assessment.pk])).status_code == 404


# History and undoing


def test_history_tells_the_level_and_undoing_takes_it_back(as_manager, assessment, manager):
    agreed(assessment, manager, 2)
    second = agreed(assessment, manager, 4, reason="The fund was signed.")
    act = ChangeSet.objects.first()
    assert "4 agreed" in as_manager.get(reverse("history", args=["riverside"])).content.decode()
    url = reverse("history_undo", args=["riverside", act.pk])
    form = as_manager.get(url).context["form"]
    sent = {name: form[name].value() or "A slip" for name in form.fields}
    assert as_manager.post(url, sent).status_code == 302
    second.refresh_from_db()
    assert second.removed_at
    line = as_manager.get(page_of(assessment)).context["page"].found.by_key[KEY]
    assert line.level == 2


# The step


def test_the_step_shows_the_newest_agreed_profile(as_manager, assessment, manager):
    url = reverse("step", args=["riverside", "situational-analysis"])
    assert "Where partners stand" not in as_manager.get(url).content.decode()
    agreed(assessment, manager, 3)
    page = as_manager.get(url).content.decode()
    assert "Where partners stand" in page
    assert "1 of 12 levels agreed" in page
