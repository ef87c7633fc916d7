"""B7: a double click, the way back and a page sent again make one object."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts import drafts_middleware
from accounts.drafts import held
from accounts.drafts_once import Turn
from accounts.models import OrganisationMember
from assessments.models import CommonCause, Endorsement
from history.actions import add_row
from history.models import ChangeSet
from programmes.models import Invitation, Partner, Programme, RagClaim, Risk, Visit
from reports.models import Report
from tests.conftest import sign_in
from tests.rows import Rows
from tests.sent_forms import fields_in

HERE = "/programmes/riverside/"
DAY = date(2025, 3, 14).isoformat()
# What each form makes: its address, what is typed, and the model of which there is then one more.
MAKERS = {
    "a record": (f"{HERE}records/risk/add/", {"title": "Once", "likelihood": 2, "impact": 3}, Risk),
    "a programme": (
        "/start/",
        {"name": "Once", "place": "Here", "starts_on": DAY, "horizon_on": "2030-01-01"},
        Programme,
    ),
    "a partner": (
        f"{HERE}people/partners/add/",
        {"name": "Once", "sector": "health", "joined_on": DAY},
        Partner,
    ),
    "an invitation": (
        f"{HERE}people/invitations/add/",
        {"email": "once@example.org", "role": "observer"},
        Invitation,
    ),
    "a visit": (f"{HERE}journey/value-case/open/", {"on": DAY}, Visit),
    "a status": (
        f"{HERE}journey/value-case/status/",
        {"rag": "watch", "reason": "Once", "on": DAY},
        RagClaim,
    ),
    "a report": (
        f"{HERE}reports/compose/",
        {"title": "Once", "period_from": "2025-01-01", "period_to": DAY},
        Report,
    ),
}


def chosen_in(page):
    """What the browser has chosen by itself in the form's menus."""
    form = page.context["form"]
    chosen = {name: form[name].value() for name in ("organisation",) if name in form.fields}
    menu = form.fields["organisation"].queryset if chosen else None
    return {name: value or menu.first().pk for name, value in chosen.items()} if menu is not None else {}


def hold(client, maker):
    address, typed, model = MAKERS[maker]
    page = client.get(address)
    extra = {} if maker == "a partner" else chosen_in(page)
    sent = fields_in(page) | extra | typed
    before, acts = model.everything.count(), ChangeSet.objects.count()
    first = client.post(address, sent)
    assert first.status_code in {200, 302}, first.status_code
    made, done = model.everything.count() - before, ChangeSet.objects.count() - acts
    assert (made, done) == (1, 1), f"{maker}: the first sending made {made} in {done} acts"
    for _again in range(2):
        second = client.post(address, sent)
        assert second.status_code == 302, f"{maker}: {second.status_code}"
        assert second.url == (first.url if first.status_code == 302 else address)
    assert model.everything.count() - before == 1, f"{maker}: made more than once"
    assert ChangeSet.objects.count() - acts == 1, f"{maker}: done more than once"


# A step that is open cannot be opened, and a status that is declared already is not declared anew.
GUARDED_TWICE = {"a visit", "a status"}


@pytest.fixture
def starter(programme, manager, trust):
    """A manager who may also start programmes."""
    add_row(row=OrganisationMember(user=manager, organisation=trust), by=manager)
    return sign_in(manager)


@pytest.mark.parametrize("maker", MAKERS)
def test_what_is_sent_twice_is_made_once(maker, starter):
    hold(starter, maker)


def test_the_second_sending_is_told_so(as_manager):
    address, typed, _model = MAKERS["a record"]
    sent = fields_in(as_manager.get(address)) | typed
    as_manager.post(address, sent)
    assert "it has been done once" in as_manager.post(address, sent, follow=True).content.decode()


def test_an_endorsement_from_the_working_paper_is_made_once(programme, manager):
    cause = Rows(programme, manager).of(CommonCause)
    client = sign_in(manager)
    page = client.get(f"{HERE}needs-assessment/")
    sent = {"draft": fields_in(page)["draft"], "common_cause": cause.pk}
    sent["organisation"] = programme.own_organisations[0].pk
    address = reverse("record_add", args=["riverside", "endorsement"])
    for _again in range(2):
        assert client.post(address, sent).status_code == 302
    assert Endorsement.objects.count() == 1


@pytest.mark.parametrize("maker", sorted(MAKERS.keys() - GUARDED_TWICE))
def test_when_every_sending_counts_the_promise_is_broken(maker, starter, monkeypatch):
    monkeypatch.setattr(drafts_middleware, "wait_for_turn", lambda opening, typed: (Turn.OURS, held(opening)))
    monkeypatch.setattr(cache, "add", lambda *args, **kwargs: True)
    with pytest.raises(AssertionError):
        hold(starter, maker)
