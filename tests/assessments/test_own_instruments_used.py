"""Instruments that an organisation brings, where assessments are made with them."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.own_instruments import remove_own, take_in
from assessments.actions.rounds import start_assessment
from assessments.instrument_pack import MOST_DIMENSIONS
from assessments.models import Assessment
from content.shapes import KEY_FORM
from history.actions import Stale
from programmes.models.programme import today
from tests.assessments.neighbours import consent
from tests.assessments.packs import PACK
from tests.assessments.panels import assessed, opened, revealed
from tests.assessments.round_pages import url
from tests.assessments.test_start import start_fields
from tests.conftest import sign_in


@pytest.fixture
def own(council, organisation_administrator):
    return take_in(organisation=council, text=PACK, by=organisation_administrator)


def test_a_result_that_shows_nothing_leads_on_to_the_same_instrument_again(
    own, programme, manager, facilitator
):
    round = revealed(
        programme, manager, 3, lambda n, element: 2, instrument="river-check", own_instrument=own
    )
    client = sign_in(facilitator)
    page = client.get(url("assessment_results", round.assessment_id)).content.decode()
    again = unescape(re.search(r'href="([^"]*)">Start it again', page)[1])
    assert client.get(again).context["form"]["instrument"].value() == f"own-{own.pk}"


def test_an_assessment_is_not_started_with_what_was_removed_since_it_was_chosen(
    own, programme, facilitator, organisation_administrator
):
    row = Assessment(
        programme=programme,
        title="Rivers",
        instrument_key=own.key,
        instrument_version=own.number,
        own_instrument=own,
    )
    remove_own(own=type(own).objects.get(pk=own.pk), version=own.version, by=organisation_administrator)
    with pytest.raises(Stale):
        start_assessment(assessment=row, opens_on=today(), closes_on=today(), by=facilitator)
    assert not Assessment.objects.exists()


def test_who_chose_what_is_removed_at_that_moment_keeps_what_they_typed(
    own, programme, facilitator, organisation_administrator
):
    """The form is right; the colleague's removal is done before the act begins."""
    client = sign_in(facilitator)
    is_done = []

    def removing_first(execute, sql, *args):
        if sql.startswith("SAVEPOINT") and not is_done:
            is_done.append(True)
            remove_own(
                own=type(own).objects.get(pk=own.pk), version=own.version, by=organisation_administrator
            )
        return execute(sql, *args)

    sent = start_fields(instrument=f"own-{own.pk}", purpose="A long thought")
    with connection.execute_wrapper(removing_first):
        answer = client.post(url("assessment_start"), sent)
    assert is_done
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "was removed at this moment" in page
    assert "A long thought" in page
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("kind", ["targetlevel", "agreedlevel", "minorityview"])
def test_a_form_asks_as_often_for_many_assessments_with_own_instruments_as_for_one(
    own, programme, facilitator, council, kind
):
    client = sign_in(facilitator)
    add = reverse("record_add", args=[programme.slug, kind])

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get(add).status_code == 200
        return len(found)

    def used(row):
        opened(assessed(programme, facilitator, instrument=row.key, own_instrument=row), facilitator)

    used(own)
    one = asked()
    for n in range(3):
        used(take_in(organisation=council, text=PACK.replace("river-check", f"river-{n}"), by=facilitator))
    assert asked() == one


# Keys as names on pages

PAGES = (
    "assessment",
    "assessment_panel",
    "assessment_results",
    "assessment_agreement",
    "assessment_agree",
    "assessment_change",
    "assessment_gaps",
    "assessment_benchmark",
    "assessment_share",
)
ID = re.compile(r'\sid="([^"]+)"')


def pack_of_keys(key, keys, *, answer, scoring, items=()):
    """An instrument of the organisation's whose dimensions, and the items of each, are called so."""
    asked = ", items: [" + ", ".join(f"{{key: {one}, text: Text, origin: ours}}" for one in items) + "]"
    dimensions = [
        f"  - {{key: {one}, title: {one}, objective: o, origin: ours{asked if items else ''}}}"
        for one in keys
    ]
    head, _, sources = PACK.partition("dimensions:")
    head = re.sub("^key: .*$", f"key: {key}", head, flags=re.M)
    head = re.sub("^answer: .*$", f"answer: {answer}", head, flags=re.M)
    head = re.sub("^scoring: .*$", f"scoring: {scoring}", head, flags=re.M)
    if answer in {"yes-partly-no", "presence"}:
        head = re.sub(r"^scale:.*\n(  .*\n)*", "", head, flags=re.M)
    return "\n".join([f"{head}dimensions:", *dimensions, "sources:" + sources.partition("sources:")[2]])


@pytest.mark.parametrize(
    ("answer", "scoring", "items"),
    [
        ("level", "profile", ()),
        ("level", "mean-of-items", ("narrow", "title")),
        ("yes-partly-no", "share-met", ()),
        ("yes-partly-no", "share-met", ("met", "open")),
        ("presence", "presence", ("met", "open")),
    ],
)
def test_no_key_of_a_dimension_meets_another_name_on_a_page(
    programme, manager, facilitator, council, answer, scoring, items
):
    """Every name that the pages use is made the key of a dimension, then every name is there once."""
    client = sign_in(facilitator)

    def names(keys):
        pack = pack_of_keys(f"key-{len(keys)}", keys, answer=answer, scoring=scoring, items=items)
        row = take_in(organisation=council, text=pack, by=facilitator)
        round = revealed(
            programme, facilitator, 12, lambda n, element: n % 2, instrument=row.key, own_instrument=row
        )
        consent(round.assessment, facilitator)
        return [ID.findall(client.get(url(name, round.assessment_id)).content.decode()) for name in PAGES]

    used = {name for page in names(["banks", "flow"]) for name in page}
    own = sorted(name for name in used if KEY_FORM.fullmatch(name) and not re.search("[02-9]", name))
    own = own[: MOST_DIMENSIONS - 2]
    assert {"dimensions", "page-title"} & set(own)
    for page in names(["banks", "banks-narrow", *own]):
        assert len(page) == len(set(page)), sorted(name for name in page if page.count(name) > 1)
