"""Where every page of the product is in the demonstration; read from the table of addresses, so that none is forgotten."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from io import BytesIO

from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role
from assessments.actions.ballots import rate
from assessments.actions.own_instruments import take_in
from assessments.actions.reveal import reveal
from assessments.answering import Given
from assessments.ballots import token_of
from assessments.models import Assessment, BenchmarkConsent, MeetingRequest, Respondent, Round
from config.demo.people import MAILBOX
from history.actions import add_row, remove_row
from history.models import Change
from programmes.actions_people import invite
from programmes.kinds import every_kind, kind_called
from programmes.models import Commitment, Programme, Risk
from tests.assessments.neighbours import consent, levelled, neighbours
from tests.assessments.packs import PACK
from tests.assessments.panels import revealed
from tests.conftest import sign_in

NOT_A_PAGE = {
    "healthz": "answers one word to machines",
    "criteria_adopt": "takes a press of a button only",
    "draft_keep": "takes what is typed into a form",
    "draft_discard": "takes a press of a button only",
    "draft_throw_away": "takes a press of a button only",
    "history_csv": "a download",
    "changes_csv": "a download",
    "assessment_results_csv": "a download",
    "assessment_share_csv": "a download",
    "assessment_share_json": "a download",
    "instrument_pack": "a download",
    "own_instrument_pack": "a download",
    "own_instrument_remove": "takes a press of a button only",
    "own_instrument_restore": "takes a press of a button only",
    "observations_export": "a download",
    "observations_template": "a download",
    "report_pdf": "a download",
    "report_data": "a download",
    "report_again": "takes a press of a button only",
    "assessment_rate": "leads to one's own link",
    "endorse": "takes a press of a button only",
    "evidence_cite": "takes a press of a button only",
    "organisation_administrator": "takes a press of a button only",
    "session": "answers scripts",
    "session_end": "takes a press of a button only",
    "session_end_others": "takes a press of a button only",
    "person_erase": "asks for the password first",
    "account_inactive": "nobody can be inactive in this product",
    "account_signup": "leads to the sign-in: an account begins with an invitation",
    "account_email_verification_sent": "addresses are not verified by mail",
    "account_confirm_email": "addresses are not verified by mail",
    "account_confirm_login_code": "nobody signs in by a code",
    "account_set_password": "everybody has a password",
    "account_reauthenticate": "shows only when the last sign-in is long ago",
    "account_reset_password_from_key": "needs a key that is mailed; its form is that of changing the password",
}
FOR_NOBODY = {
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "invitation",
    "rate",
    "rate_dimension",
    "rate_view",
    "rate_yours",
}
FOR_OTHERS = {"organisation": "orgadmin", "own_instruments": "orgadmin", "own_instrument": "orgadmin"}
RECORDS = ("cohort", "decision", "indicator", "stakeholder")
Place = dict[str, str | int]


def riverside() -> Programme:
    return Programme.objects.get(slug="riverside")


def someone(key: str) -> User:
    return User.objects.get(email=f"{key}@{MAILBOX}")


def council() -> Organisation:
    return Organisation.objects.get(short_name="Council")


def row(kind: str, **conditions) -> int:
    """A row of Riverside, by its number; the demonstration has one of every kind that pages are about."""
    found = kind_called(kind).model.objects.filter(programme=riverside(), **conditions).last()
    if found is None:
        raise LookupError(f"Riverside has no {kind} {conditions or ''}")
    return found.pk


def removed_risk() -> int:
    risk = Risk.objects.filter(programme=riverside()).first()
    remove_row(row=risk, version=risk.version, by=someone("manager"))
    return risk.pk


def last_change_of_a_risk() -> Place:
    changed = Change.objects.filter(scope=riverside().pk, model="programmes.risk", kind=Change.Kind.CHANGED)
    return {"pk": changed.latest("pk").object_id, "change": changed.latest("pk").pk}


def something_to_sign() -> Place:
    own = riverside().memberships.get(user=someone("manager")).organisation
    promise = Commitment(programme=riverside(), organisation=own, promise="A room for the joint team")
    return {"pk": add_row(row=promise, by=someone("manager")).pk}


def an_open_criterion() -> Place:
    step = riverside().steps.get(key="implementation")
    unmet = [criterion.key for criterion in step.guide.exit_criteria if criterion.key not in step.ticked]
    return {"key": step.key, "criterion": unmet[0]}


def tokens_from_an_invitation() -> Place:
    _row, token = invite(
        programme=riverside(),
        email="newcomer@demo.example",
        organisation=council(),
        role=Role.OBSERVER,
        by=someone("manager"),
        address=str,
    )
    return {"token": token}


def a_link_to_rate(*, is_revealed: bool = False) -> Place:
    by, programme = someone("manager"), riverside()
    asking = Assessment(programme=programme, title="How ready are we?", instrument_key="scirocco")
    add_row(row=asking, by=by)
    days = {"opens_on": timezone.localdate(), "closes_on": timezone.localdate() + timedelta(days=7)}
    first = Round(programme=programme, assessment=asking, launched_at=timezone.now(), **days)
    add_row(row=first, by=by)
    asked = add_row(row=Respondent(programme=programme, assessment=asking, name="Somebody"), by=by)
    given = Given(values={"finance-funding": 3}, confidence=2, reason="Budgets are pooled for two teams.")
    rate(respondent=asked, round=first, dimension="finance-funding", given=given)
    if is_revealed:
        reveal(round=first, version=first.version, by=by)
    return {"token": token_of(asked)}


def preview_of_an_upload() -> Place:
    file = BytesIO(b"period,value,note\n1999-01-01,12,Before the programme\n")
    file.name = "figures.csv"
    client: Client = sign_in(someone("manager"))
    address = reverse("observations_import", args=["riverside", row("indicator")])
    answer = client.post(address, {"file": file, "decimal_mark": "."})
    assert answer.status_code == 302, answer.content.decode()
    return {"token": answer.url.rstrip("/").rsplit("/", 1)[1]}


def member_of_the_council() -> Place:
    membership = riverside().memberships.get(user=someone("contributor"))
    return {"pk": membership.pk}


def an_assessment(state: str) -> int:
    """One whose only round is a draft, open, or revealed."""
    by, programme = someone("manager"), riverside()
    asking = Assessment(programme=programme, title="Where do we stand?", instrument_key="scirocco")
    add_row(row=asking, by=by)
    days = {"opens_on": timezone.localdate(), "closes_on": timezone.localdate() + timedelta(days=7)}
    first = Round(programme=programme, assessment=asking, **days)
    first.launched_at = None if state == "draft" else timezone.now()
    add_row(row=first, by=by)
    add_row(row=Respondent(programme=programme, assessment=asking, name="Somebody"), by=by)
    if state == "revealed":
        reveal(round=first, version=first.version, by=by)
    return asking.pk


def examples_beside(levels: list[int]) -> list[BenchmarkConsent]:
    """Further examples that take part in the comparison, the last of them by name."""
    called = f"Beside {Programme.objects.count()}"
    last = {len(levels) - 1}
    return neighbours(someone("manager"), levels, named=last, called=called, illustrative=True)


def a_comparison() -> Place:
    """An assessment that takes part, beside five others."""
    by = someone("manager")
    asking = levelled(riverside(), by, {"finance-funding": 1})
    consent(asking, by)
    examples_beside([2, 3, 3, 4, 5])
    return {"pk": asking.pk}


def somebody_to_ask() -> Place:
    place = a_comparison() | {"dimension": "finance-funding"}
    named = BenchmarkConsent.objects.filter(may_be_named=True).latest("pk")
    return place | {"other": named.programme_id}


def a_request_to_meet() -> Place:
    """From another example to Riverside."""
    asking = examples_beside([1])[0].assessment
    request = MeetingRequest(
        programme=asking.programme,
        assessment=asking,
        other=riverside(),
        dimension="finance-funding",
        message="How did you pool your budgets?",
    )
    return {"pk": add_row(row=request, by=someone("manager")).pk}


def an_own_instrument() -> Place:
    return {"pk": take_in(organisation=council(), text=PACK, by=someone("orgadmin")).pk}


WHERE: dict[str, Callable[[], Place]] = {
    "step": lambda: {"key": "needs-assessment"},
    "step_open": lambda: {"key": "situational-analysis"},
    "step_close": lambda: {"key": "needs-assessment"},
    "step_rag": lambda: {"key": "needs-assessment"},
    "step_tick": an_open_criterion,
    "step_untick": lambda: {"key": "needs-assessment", "criterion": "assets-mapped"},
    "commitment_sign": something_to_sign,
    "risk_happened": lambda: {"pk": row("risk", status="open")},
    "risk_settle": lambda: {"pk": row("risk", status="open")},
    "register": lambda: {"register": "risks"},
    "partner_remove": lambda: {"pk": row("partner")},
    "invitation": tokens_from_an_invitation,
    "rate": a_link_to_rate,
    "rate_dimension": lambda: a_link_to_rate() | {"dimension": "finance-funding"},
    "rate_yours": a_link_to_rate,
    "rate_view": lambda: a_link_to_rate(is_revealed=True) | {"dimension": "finance-funding"},
    "invitation_withdraw": lambda: tokens_from_an_invitation() and {"pk": row("invitation")},
    "member_role": member_of_the_council,
    "member_release": member_of_the_council,
    "organisation": lambda: {"pk": council().pk},
    "age_bands": lambda: {"pk": row("populationprofile")},
    "amounts": lambda: {"pk": row("caseoption")},
    "assessment": lambda: {"pk": an_assessment("open")},
    "assessment_panel": lambda: {"pk": an_assessment("open")},
    "assessment_links": lambda: {"pk": an_assessment("open")},
    "assessment_launch": lambda: {"pk": an_assessment("draft")},
    "assessment_remind": lambda: {"pk": an_assessment("open")},
    "assessment_close": lambda: {"pk": an_assessment("open")},
    "assessment_reveal": lambda: {"pk": an_assessment("open")},
    "assessment_next_round": lambda: {"pk": an_assessment("revealed")},
    "assessment_agree": lambda: {"pk": an_assessment("revealed")},
    "assessment_agreement": lambda: {"pk": an_assessment("revealed")},
    "assessment_change": lambda: {"pk": an_assessment("revealed")},
    "assessment_gaps": lambda: {"pk": row("assessment", target_levels__dimension="finance-funding")},
    "assessment_results": lambda: {"pk": revealed(riverside(), someone("manager")).assessment_id},
    "assessment_share": lambda: {"pk": an_assessment("revealed")},
    "assessment_benchmark": a_comparison,
    "meeting_ask": somebody_to_ask,
    "meeting": a_request_to_meet,
    "own_instruments": lambda: {"pk": council().pk},
    "own_instrument": an_own_instrument,
    "instrument": lambda: {"instrument": "scirocco", "version": 1},
    "evidence_article": lambda: {"article": "charles2018"},
    "indicator": lambda: {"pk": row("indicator")},
    "observations_import": lambda: {"pk": row("indicator")},
    "import_preview": preview_of_an_upload,
    "import_undo": lambda: {"pk": row("import")},
    "report": lambda: {"pk": row("report", issued_at__isnull=False)},
    "report_html": lambda: {"pk": row("report", issued_at__isnull=False)},
    "report_preview": lambda: {"pk": row("report", issued_at__isnull=True)},
    "report_issue": lambda: {"pk": row("report", issued_at__isnull=True)},
    "record": lambda: {"kind": "risk", "pk": row("risk")},
    "record_add": lambda: {"kind": "risk"},
    "record_edit": lambda: {"kind": "risk", "pk": row("risk")},
    "record_remove": lambda: {"kind": "risk", "pk": row("risk")},
    "record_restore": lambda: {"kind": "risk", "pk": removed_risk()},
    "record_put_back": lambda: {"kind": "risk"} | last_change_of_a_risk(),
    "history_undo": lambda: {
        "change_set": Change.objects.get(pk=last_change_of_a_risk()["change"]).change_set_id
    },
}


def routes() -> list[str]:
    """The names of all addresses that a browser can open."""
    return sorted({name for name in _names(get_resolver()) if name not in NOT_A_PAGE})


def _names(resolver) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.name
        else:
            yield from _names(entry)


def address(name: str) -> str:
    """The address of a page in the demonstration; fails with its name when the table above has no values for it."""
    values = WHERE[name]() if name in WHERE else {}
    for place in (values, {"programme_slug": "riverside"} | values):
        with suppress(NoReverseMatch):
            return reverse(name, kwargs=place)
    raise LookupError(f"The page {name} needs values for its address in WHERE, or a reason in NOT_A_PAGE")


def person_for(name: str) -> str:
    return "" if name in FOR_NOBODY else FOR_OTHERS.get(name, "manager")


def addable() -> list[str]:
    return [kind.key for kind in every_kind() if kind.is_addable]
