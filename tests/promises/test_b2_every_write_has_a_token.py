"""B2: whatever changes a row carries the version of what it changes; without it nothing is written.

The test finds every address that takes a form by itself, as tests/every_address.py does. It opens the page, fills in the
form as a person would, and sends it with its token missing, made up, of the future, and out of date. An address that
only adds has to be named below with its reason. There is no other way to write: no admin site is installed.
"""

from datetime import timedelta

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.models import AgeBand, AgreedLevel, CohortScore, Round
from history import actions, grid
from history.changes import change_set
from history.models import Change
from programmes.actions import open_step
from programmes.models import CriterionTick, Membership, Partner, Programme, Risk, Step, Visit
from programmes.models.programme import today
from tests.conftest import sign_in
from tests.every_address import OURS, VALUES, every_case
from tests.rows import Rows, every_model
from valuecase.models import StreamYear

pytestmark = pytest.mark.usefixtures("without_log")

TOKENS = ("version", "token", "plan", "fingerprint")

ADDS_ONLY = {
    "assessment_panel": "asks more people; whoever is asked already is refused",
    "assessment_start": "adds an assessment with its first round",
    "criteria_adopt": "adds the usual criteria that are missing; pressed twice it adds none",
    "evidence_cite": "cites a factor for a record; pressed twice it is cited once",
    "invitation_add": "adds an invitation; an open one to the same place is replaced, which the page says",
    "meeting_ask": "adds a request to another programme; asked twice it is asked once",
    "observations_import": "keeps the file that was sent, for a preview; figures are written by import_preview",
    "own_instruments": "adds a version of an instrument; the same again adds nothing, another text is refused",
    "partner_add": "adds a partner",
    "programme_start": "adds a programme",
    "record_add": "adds a record; the token of the form makes it one however often it is sent",
    "report_again": "asks for the same file once more; no row of the programme changes",
    "report_compose": "adds a draft of a report",
}
ONES_OWN = {
    "account": "one's own name, which nobody else changes here",
    "draft_discard": "one's own draft",
    "draft_keep": "one's own draft",
    "draft_throw_away": "one's own draft",
    "invitation": "the address itself is the token, and works once",
    "rate": "one's own profession; the link is the key, and ratings have no version: the last one counts",
    "rate_dimension": "one's own rating, replaced in place; tests/assessments/test_rating.py",
    "rate_view": "adds a view of one's own",
    "session": "one's own session",
    "session_end": "one's own session",
    "session_end_others": "one's own sessions",
}
ELSEWHERE = {
    "assessment_next_round": "needs a panel that has rated: tests/assessments/test_rounds.py sends an outdated version",
    "assessment_remind": "writes to people once a day: tests/assessments/test_reminders.py sends an outdated version",
    "assessment_reveal": "needs a round that is open: tests/assessments/test_rounds.py sends an outdated version",
    "import_preview": "needs a file: tests/monitoring/test_imports.py sends an outdated fingerprint",
    "meeting": "answered by the programme that is asked: tests/assessments/test_meetings.py",
    "organisation_administrator": "a button on a page: below",
    "own_instrument_remove": "a button on a page: tests/assessments/test_own_instruments.py",
    "own_instrument_restore": "a button on a page: tests/assessments/test_own_instruments.py",
    "person_erase": "takes what there is at that moment, and asks for the password first: tests/accounts/test_erasure.py",
}
# Undoing is not possible for every row of the test; but where it is, it needs its token.
WHERE_POSSIBLE = {"history_undo", "record_put_back", "record_restore"}

# What is changed at an address that is not called after it.
CHANGED = {
    "age_bands": AgeBand,
    "assessment_agree": AgreedLevel,
    "assessment_close": Round,
    "assessment_launch": Round,
    "amounts": StreamYear,
    "history_undo": Risk,
    "programme_edit": Programme,
    "scores": CohortScore,
    "step_tick": Step,
    "step_untick": CriterionTick,
}
TYPED = {"bands": "0-4; 5"}


# Filling in a form as a person would


def as_sent(form):
    """The form as the browser would send it unchanged, with a reason and with what it asks for."""
    data = {}
    for name, field in form.fields.items():
        value = form[name].value()
        raw = field.widget.format_value(value) if not isinstance(value, bool) else ("on" if value else None)
        raw = raw[0] if isinstance(raw, list) and raw else raw
        if raw in (None, "", []) and (field.required or name in {"reason", "why", "because"}):
            raw = sample(field)
        if raw not in (None, []):
            data[form.add_prefix(name)] = str(raw)
    return data


def sample(field, besides=None):
    """Something that the field takes and that is not `besides`."""
    if isinstance(field, forms.ChoiceField):
        choices = [str(value) for value, _words in flat(field.choices) if value not in ("", None)]
        return next((value for value in reversed(choices) if value != besides), None)
    if isinstance(field, forms.DateField):
        return (today() - timedelta(days=1 if besides else 0)).isoformat()
    if isinstance(field, forms.DateTimeField):
        return timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    if isinstance(field, forms.IntegerField):
        return "2" if besides != "2" else "3"
    return f"{besides} more" if besides else "Because"


def flat(choices):
    for value, words in choices:
        yield from flat(words) if isinstance(words, list | tuple) else [(value, words)]


def edits(form):
    """The form as it is, then with one field after the other changed."""
    sent = as_sent(form)
    yield sent
    for name, field in form.fields.items():
        if not is_token(name) and name not in {"reason", "why", "because"}:
            other = TYPED.get(name) or sample(field, sent.get(name))
            yield sent | ({name: other} if other else {})


def is_token(name):
    return name in TOKENS or name.startswith("token-")


# Asking


@pytest.fixture
def rows(programme, manager, contributor, invitation):
    rows = Rows(programme, manager)
    rows.made[Membership] = contributor.memberships.get()
    rows.made[Partner] = programme.partners.get(organisation__name="Riverside Council")
    rows.made[type(invitation)] = invitation
    for model in every_model():
        rows.of(model)
    return rows


@pytest.fixture
def invitation(programme, council, manager):
    model = apps.get_model("programmes.invitation")
    values = {"email": "new@example.org", "role": "observer", "token_hash": "x", "expires_at": None}
    values["expires_at"] = timezone.now() + timedelta(days=7)
    return actions.add_row(row=model(programme=programme, organisation=council, **values), by=manager)


def prepare(case, rows):
    """Bring the programme to where the page has something to do."""
    name, by = case.route.name, rows.by
    step = Step.objects.get(programme=rows.programme, key=VALUES["key"])
    with change_set(by=by, scope=rows.programme.pk):
        if name in {"step_open", "step_close"}:
            fresh(rows.of(Visit)).remove()
        if name == "step_close":
            open_step(step=step, by=by)
        if name == "step_tick":
            fresh(rows.of(CriterionTick)).remove()
        if name == "assessment_close":
            launched = fresh(rows.of(Round))
            launched.launched_at = timezone.now()
            launched.save()
        if name == "partner_remove":
            fresh(rows.made[Membership]).remove()
        if name == "record_restore":
            fresh(rows.of(case.model())).remove()


def fresh(row):
    """As the database has it; what a test wrote before was taken back there."""
    return type(row).everything.get(pk=row.pk)


def outdate(case, rows):
    """Somebody changes what the open page is about: each row of the kind is two versions further."""
    model = CHANGED.get(case.route.name) or case.model()
    if case.route.name.startswith("step_") and case.route.name != "step_untick":
        model = Step
    found = (
        model.everything.all() if model is Programme else model.everything.filter(programme=rows.programme)
    )
    with change_set(by=rows.by, scope=rows.programme.pk):
        for row in found:
            turns = (row.remove, row.restore) if row.removed_at is None else (row.restore, row.remove)
            for turn in turns:
                turn()


def send(client, url, data, between=None):
    """(status, how many changes it wrote); taken back."""
    with transaction.atomic():
        if between:
            between()
        before = Change.objects.count()
        response = client.post(url, data)
        wrote = Change.objects.count() - before
        transaction.set_rollback(True)
    return response.status_code, wrote


def writing_form(client, url):
    """What to send so that something is written; None where the page writes nothing."""
    page = client.get(url)
    form = page.context and page.context.get("form")
    if page.status_code != 200 or form is None:
        return None
    return next((data for data in edits(form) if send(client, url, data)[1]), None)


SPOILT = {
    "missing": lambda value: None,
    "empty": lambda value: "",
    "made up": lambda value: "abc",
    "never there": lambda value: "0",
    "of the future": lambda value: "999",
    "too long": lambda value: "9" * 40,
}


def leaks(client, case, rows):
    """What this address writes although its token is not sound, one line each."""
    with transaction.atomic():
        prepare(case, rows)
        url = case.url(rows)
        data = writing_form(client, url)
        if data is None:
            is_excused = case.route.name in WHERE_POSSIBLE
            if not is_excused and client.post(url, {}).status_code not in {302, 404, 405, 200}:
                yield f"{url}: the test cannot fill in its form"
            transaction.set_rollback(True)
            return
        tokens = {name for name in data if is_token(name)}
        if not tokens:
            yield f"{url} writes, and its form has no token"
        for words, spoil in SPOILT.items():
            kept = {name: spoil(value) if name in tokens else value for name, value in data.items()}
            sent = {name: value for name, value in kept.items() if value is not None}
            yield from faults(f"{url}, token {words}", *send(client, url, sent))
        stale = send(client, url, data, between=lambda: outdate(case, rows))
        yield from faults(f"{url}, token out of date", *stale)
        transaction.set_rollback(True)


def faults(where, status, wrote):
    if wrote:
        yield f"{where}: wrote {wrote} changes"
    elif status not in {409, 422}:
        yield f"{where}: answered {status}"


def cases_of(name):
    return [case for case in every_case() if case.route.name == name and case.is_offered]


EXCUSED = ADDS_ONLY | ONES_OWN | ELSEWHERE
OF_PROGRAMMES = sorted({case.route.name for case in every_case()} - EXCUSED.keys())


def hold(client, rows, name):
    found = [line for case in cases_of(name) for line in leaks(client, case, rows)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", OF_PROGRAMMES)
def test_nothing_is_changed_without_the_version_that_was_seen(as_manager, rows, name):
    hold(as_manager, rows, name)


def test_every_address_outside_a_programme_is_named():
    outside = {route.name for route in OURS if not route.is_of_programme}
    reads = {
        "healthz",
        "style",
        "portfolio",
        "organisation",
        "account_email",
        "instrument",
        "instrument_library",
        "instrument_pack",
        "own_instrument",
        "own_instrument_pack",
        "rate_yours",
        "evidence_article",
        "evidence_library",
        "how_agreement_is_read",
    }
    assert outside - reads <= EXCUSED.keys()
    assert EXCUSED.keys() <= {route.name for route in OURS}


def test_the_test_fills_in_the_forms_that_write(as_manager, rows):
    """Or it would find nothing to be wrong with them."""
    written = {
        case.route.name
        for name in OF_PROGRAMMES
        for case in cases_of(name)[:3]
        if writes(as_manager, case, rows)
    }
    assert written >= {
        *("age_bands", "amounts", "commitment_sign", "import_undo", "invitation_withdraw", "member_release"),
        *("member_role", "partner_remove", "programme_edit", "record_edit", "record_remove", "report_issue"),
        *("risk_happened", "risk_settle", "scores", "step_close", "step_open", "step_rag", "step_tick"),
        *("step_untick", "record_restore", "history_undo", "assessment_agree"),
    }


def writes(client, case, rows):
    with transaction.atomic():
        prepare(case, rows)
        data = writing_form(client, case.url(rows))
        transaction.set_rollback(True)
    return data is not None


@pytest.mark.parametrize("version", [None, "", "abc", "0", "99"])
def test_the_office_of_administrator_is_not_given_from_an_old_page(
    organisation_administrator, council, version
):
    member = council.members.get(user=organisation_administrator)
    address = reverse("organisation_administrator", args=[council.pk, member.pk])
    sent = {"is_administrator": "no"} | ({} if version is None else {"version": version})
    assert send(sign_in(organisation_administrator), address, sent) == (409, 0)
    sent["version"] = str(member.version)
    assert send(sign_in(organisation_administrator), address, sent) == (302, 1)


def test_there_is_no_admin_site():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


# The twins: with the guard off, the test finds it


@pytest.mark.same_on_every_database
@pytest.mark.parametrize(
    "name", ["record_edit", "record_remove", "step_open", "risk_happened", "report_issue"]
)
def test_the_test_finds_acts_that_do_not_compare(as_manager, rows, monkeypatch, name):
    monkeypatch.setattr(actions, "_check", lambda row, version: None)
    with pytest.raises(AssertionError, match="wrote"):
        hold(as_manager, rows, name)


def test_the_test_finds_a_grid_that_does_not_compare(as_manager, rows, monkeypatch):
    monkeypatch.setattr(grid, "_moved_on", lambda lines, tokens, rows: set())
    with pytest.raises(AssertionError, match="wrote"):
        hold(as_manager, rows, "scores")
