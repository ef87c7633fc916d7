"""Endorsing the common cause, over HTTP: each partner for itself, and a new wording anew."""

from django.urls import reverse

from assessments.models import Endorsement
from tests.assessments.needs_rows import SLUG, wording
from tests.conftest import sign_in


def endorsement_of(cause, organisation):
    return {"common_cause": cause.pk, "organisation": organisation.pk, "note": "At last"}


def test_a_partner_endorses_and_a_new_wording_is_asked_anew(paper, programme, manager, contributor, council):
    first = wording(programme, "One plan for each person.", manager)
    client = sign_in(contributor)
    client.post(reverse("record_add", args=[SLUG, "endorsement"]), endorsement_of(first, council))
    assert Endorsement.objects.get().endorsed_by == contributor
    assert client.get(paper).context["page"].cause.endorsed == 1
    wording(programme, "One plan and one number to ring.", manager)
    cause = client.get(paper).context["page"].cause
    standing = next(one for one in cause.standings if one.organisation == council)
    assert (cause.endorsed, standing.current, standing.earlier.note) == (0, None, "At last")
    assert standing.may_endorse


def test_nobody_endorses_for_another_partner(programme, manager, contributor, trust):
    cause = wording(programme, "One plan for each person.", manager)
    answer = sign_in(contributor).post(
        reverse("record_add", args=[SLUG, "endorsement"]), endorsement_of(cause, trust)
    )
    assert answer.status_code == 422
    assert not Endorsement.objects.exists()


def test_nobody_withdraws_the_endorsement_of_another_partner(programme, manager, contributor, council):
    cause = wording(programme, "One plan for each person.", manager)
    sign_in(contributor).post(
        reverse("record_add", args=[SLUG, "endorsement"]), endorsement_of(cause, council)
    )
    row = Endorsement.objects.get()
    url = reverse("record_remove", args=[SLUG, "endorsement", row.pk])
    assert sign_in(manager).post(url, {"version": 1}).status_code == 403
    assert sign_in(contributor).post(url, {"version": 1}).status_code == 302
    assert not Endorsement.objects.exists()


def test_a_wording_that_changed_while_it_was_read_is_not_endorsed(programme, manager, contributor, council):
    read = wording(programme, "One plan for each person.", manager)
    wording(programme, "Something else entirely.", manager)
    answer = sign_in(contributor).post(
        reverse("record_add", args=[SLUG, "endorsement"]), endorsement_of(read, council)
    )
    assert "worded anew while you read" in answer.content.decode()
    assert not Endorsement.objects.exists()
