"""Evidence cited for records: who may, what it leaves in history, how it stands on the page of a day gone by."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import Sector
from assessments.actions.evidence import cite
from assessments.citing import citations_of
from assessments.models import Citation, StakeholderCitation
from history.actions import Stale, add_row, remove_row, restore_row
from history.changes import change_set
from history.models import Change
from programmes.kinds import every_kind, kind_called
from programmes.models import Risk
from stakeholders.models import Stakeholder
from tests.conftest import sign_in, start_old
from tests.sent_forms import filled_in

FACTOR = "charles2018-b6"
WORDS = "Money is tight."
FIRST = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)
CITED = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
TAKEN_BACK = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def risk(programme, manager):
    return add_row(
        row=Risk(programme=programme, title="Winter empties the purse", likelihood=3, impact=4), by=manager
    )


@pytest.fixture
def stakeholder(programme, manager):
    row = Stakeholder(programme=programme, name="Dr Ama Quiet", sector=Sector.HEALTH)
    return add_row(row=row, by=manager)


@pytest.fixture
def cited(risk, manager):
    return cite(target=risk, factor=FACTOR, by=manager)


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, response
    return response.content.decode()


def evidence_panel(said):
    return said.split('id="evidence"')[1].split("</section>")[0] if 'id="evidence"' in said else ""


def press(client, programme, **sent):
    return client.post(reverse("evidence_cite", args=[programme.slug]), sent, follow=True)


# The way there


def test_a_contributor_cites_from_the_page_of_a_risk(contributor, programme, risk):
    client = sign_in(contributor)
    library = f"{reverse('programme_evidence', args=[programme.slug])}?for=risk-{risk.pk}"
    assert f'href="{library}"' in evidence_panel(page(client, risk.get_absolute_url()))
    assert f'name="factor" value="{FACTOR}"' in page(client, f"{library}&article=charles2018")
    answer = press(client, programme, **{"for": f"risk-{risk.pk}", "factor": FACTOR})
    assert answer.request["PATH_INFO"] == risk.get_absolute_url()
    said = answer.content.decode()
    assert WORDS in evidence_panel(said)
    assert "Charles and others 2018" in evidence_panel(said)
    assert "Undo" in said


def test_the_library_marks_what_is_cited_for_the_record_and_counts_the_rest(
    as_manager, programme, risk, cited
):
    library = reverse("programme_evidence", args=[programme.slug])
    for_risk = page(as_manager, f"{library}?for=risk-{risk.pk}&article=charles2018")
    assert f'name="factor" value="{FACTOR}"' not in for_risk
    assert "1 cited so far" in for_risk
    assert page(as_manager, f"{library}?q=tight").count("Cited once in this programme") == 1


def test_the_library_opens_at_the_step_that_the_record_concerns(as_manager, programme, manager):
    step = programme.steps.get(key="value-case")
    risk = Risk(programme=programme, title="No money", likelihood=2, impact=2, step=step)
    add_row(row=risk, by=manager)
    said = page(as_manager, risk.get_absolute_url())
    assert f"?for=risk-{risk.pk}&amp;step=value-case" in evidence_panel(said)


def test_what_is_ticked_beside_a_new_risk_is_cited_in_the_act_that_adds_it(as_manager, programme):
    address = reverse("record_add", args=[programme.slug, "risk"])
    sent = filled_in(as_manager, address, title="Purse", likelihood=2, impact=2, cite=[FACTOR, "made-up"])
    assert as_manager.post(address, sent).status_code == 302
    risk = Risk.objects.get(programme=programme, title="Purse")
    citation = Citation.objects.get(programme=programme)
    assert (citation.factor, citation.target_model, citation.target_id) == (
        FACTOR,
        "programmes.risk",
        risk.pk,
    )
    acts = Change.objects.filter(title__contains="Purse").values_list("change_set", flat=True)
    assert len(acts) == 2
    assert len(set(acts)) == 1


def test_what_is_ticked_beside_an_edit_is_cited_and_an_old_page_cites_nothing(as_manager, programme, risk):
    address = reverse("record_edit", args=[programme.slug, "risk", risk.pk])
    sent = filled_in(as_manager, address, title="Purse", likelihood=3, impact=4, cite=FACTOR)
    stale = sent | {"version": "0", "draft": ""}
    assert as_manager.post(address, stale).status_code == 409
    assert not Citation.objects.exists()
    assert as_manager.post(address, sent).status_code == 302
    assert Citation.objects.get().target_title == "Purse"


# Once, and of what there is


def test_a_factor_is_cited_once_for_a_record_however_often_it_is_pressed(risk, manager, cited):
    assert cite(target=risk, factor=FACTOR, by=manager) == cited
    assert Citation.objects.count() == 1


def test_the_same_factor_may_be_cited_for_another_record_and_again_after_it_was_taken_back(
    programme, risk, manager, cited
):
    other = add_row(row=Risk(programme=programme, title="Other", likelihood=1, impact=1), by=manager)
    cite(target=other, factor=FACTOR, by=manager)
    remove_row(row=cited, version=cited.version, by=manager)
    again = cite(target=risk, factor=FACTOR, by=manager)
    assert again != cited
    assert Citation.objects.count() == 2


def test_a_citation_is_not_taken_back_from_an_old_page(cited, manager):
    with pytest.raises(Stale):
        remove_row(row=cited, version=cited.version + 1, by=manager)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"for": "risk-0", "factor": FACTOR},
        {"for": "risk-x", "factor": FACTOR},
        {"for": "risk-99999999999999999999", "factor": FACTOR},
        {"for": "submarine-1", "factor": FACTOR},
    ],
)
def test_what_cannot_be_cited_for_is_refused_in_words(as_manager, programme, sent):
    said = press(as_manager, programme, **sent).content.decode()
    assert "is not there any more" in said
    assert not Citation.objects.exists()


def test_an_unknown_factor_is_refused_in_words(as_manager, programme, risk):
    said = press(as_manager, programme, **{"for": f"risk-{risk.pk}", "factor": "made-up"}).content.decode()
    assert "The library does not have this any more." in said
    assert not Citation.objects.exists()


def test_evidence_is_cited_for_what_people_write_and_not_for_ties_and_people():
    citable = {kind.key for kind in every_kind() if citations_of(kind)}
    assert {"risk", "issue", "decision", "goal", "cohort", "caseoption", "stakeholder"} <= citable
    assert citable.isdisjoint(
        {
            "citation",
            "stakeholdercitation",
            "endorsement",
            "planrole",
            "position",
            "membership",
            "report",
            "step",
        }
    )
    assert citations_of(kind_called("stakeholder")) is StakeholderCitation


# Who may


def test_an_observer_sees_what_is_cited_and_cannot_cite(observer, programme, risk, cited):
    client = sign_in(observer)
    panel = evidence_panel(page(client, risk.get_absolute_url()))
    assert WORDS in panel
    assert "Cite evidence" not in panel
    assert "Remove" not in panel
    assert press(client, programme, **{"for": f"risk-{risk.pk}", "factor": FACTOR}).status_code == 403


def test_an_observer_finds_no_empty_panel(observer, risk):
    assert not evidence_panel(page(sign_in(observer), risk.get_absolute_url()))


def test_what_is_cited_for_a_stakeholder_is_hidden_from_those_who_may_not_see_the_register(
    manager, observer, programme, stakeholder
):
    citation = cite(target=stakeholder, factor=FACTOR, by=manager, note="Quiet hint")
    assert isinstance(citation, StakeholderCitation)
    client = sign_in(observer)
    page(client, citation.get_absolute_url(), status=404)
    for name in ("history", "changes", "programme_evidence", "bin"):
        said = page(client, reverse(name, args=[programme.slug]))
        assert "Quiet" not in said
        assert "Cited once" not in said
    said = page(sign_in(manager), stakeholder.get_absolute_url())
    assert WORDS in evidence_panel(said)
    assert "Quiet hint" in evidence_panel(said)


def test_nobody_cites_for_a_record_of_another_programme(stranger, programme, risk):
    client = sign_in(stranger)
    address = reverse("evidence_cite", args=["elsewhere"])
    client.post(address, {"for": f"risk-{risk.pk}", "factor": FACTOR})
    assert not Citation.objects.exists()


# History


def test_history_tells_it_as_linked_and_unlinked(as_manager, programme, manager, cited):
    address = reverse("history", args=[programme.slug])
    assert "linked" in page(as_manager, address)
    remove_row(row=cited, version=cited.version, by=manager, reason="Not here")
    said = page(as_manager, address)
    assert "unlinked" in said
    assert "“Money is tight.” (Charles and others 2018), for Winter empties the purse" in said


def test_it_lies_in_the_bin_and_comes_back(as_manager, programme, risk, manager, cited):
    remove_row(row=cited, version=cited.version, by=manager)
    assert WORDS not in evidence_panel(page(as_manager, risk.get_absolute_url()))
    assert WORDS in page(as_manager, reverse("bin", args=[programme.slug]))
    restore_row(row=cited, by=manager)
    assert WORDS in evidence_panel(page(as_manager, risk.get_absolute_url()))


def test_a_removed_record_offers_nothing_to_cite(as_manager, risk, manager, cited):
    with change_set(by=manager):
        risk.remove()
    panel = evidence_panel(page(as_manager, risk.get_absolute_url()))
    assert WORDS in panel
    assert "Cite evidence" not in panel


def test_a_note_says_what_it_means_here(as_manager, programme, risk, cited):
    address = reverse("record_edit", args=[programme.slug, "citation", cited.pk])
    sent = filled_in(as_manager, address, note="True since the deficit")
    assert as_manager.post(address, sent).url == f"{risk.get_absolute_url()}#evidence"
    assert "True since the deficit" in evidence_panel(page(as_manager, risk.get_absolute_url()))


def test_the_citation_has_a_page_with_its_source_and_its_record(as_manager, risk, cited):
    said = page(as_manager, cited.get_absolute_url())
    assert "A Year of Integrated Care Systems" in said
    assert f'href="{risk.get_absolute_url()}#evidence"' in said


def test_a_factor_that_the_library_does_not_have_is_told_all_the_same(as_manager, programme, risk, manager):
    row = Citation(
        programme=programme,
        factor="gone-1",
        target_model="programmes.risk",
        target_id=risk.pk,
        target_title=str(risk),
    )
    add_row(row=row, by=manager)
    assert "not in this library" in evidence_panel(page(as_manager, risk.get_absolute_url()))
    assert "gone-1" in page(as_manager, row.get_absolute_url())


def test_the_page_of_a_day_gone_by_shows_what_was_cited_then(as_manager, manager, trust):
    programme = start_old(trust, by=manager, at=FIRST)
    with change_set(by=manager, scope=programme.pk, at=FIRST):
        risk = Risk(programme=programme, title="Winter empties the purse", likelihood=3, impact=4)
        risk.save()
    for at, act in (
        (CITED, lambda: cite(target=risk, factor=FACTOR, by=manager)),
        (TAKEN_BACK, lambda: Citation.objects.get().remove()),
    ):
        with change_set(by=manager, scope=programme.pk, at=at):
            act()
    shown = {}
    for day in ("2024-06-30", "2025-01-31", "2025-06-30"):
        then = reverse("record", args=[f"old@{day}", "risk", risk.pk])
        shown[day] = evidence_panel(page(as_manager, then))
    assert WORDS in shown["2025-01-31"]
    assert WORDS not in shown["2024-06-30"] + shown["2025-06-30"]
    assert "Cite evidence" not in "".join(shown.values())
    then = reverse("programme_evidence", args=["old@2025-01-31"])
    assert "Cited once" in page(as_manager, f"{then}?q=tight")
    assert "evidence/cite/" not in page(as_manager, f"{then}?for=risk-{risk.pk}")


def test_the_panel_costs_one_query_however_much_is_cited(
    as_manager, risk, manager, django_assert_max_num_queries
):
    page(as_manager, risk.get_absolute_url())
    with django_assert_max_num_queries(40) as none:
        page(as_manager, risk.get_absolute_url())
    for factor in [FACTOR, "charles2018-b5", "charles2018-b4", "ling2012-b15"]:
        cite(target=risk, factor=factor, by=manager)
    with django_assert_max_num_queries(len(none)):
        page(as_manager, risk.get_absolute_url())
