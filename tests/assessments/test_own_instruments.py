"""Instruments that an organisation brings: taken in whole or not at all, never edited, seen by its own people."""

from time import perf_counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import OrganisationMember
from accounts.roles import Role
from assessments.actions.own_instruments import InUse, TakenInBefore, bring_back_own, remove_own, take_in
from assessments.instrument_choice import choices_for
from assessments.instrument_pack import FOLDER
from assessments.models import Assessment, OwnInstrument
from assessments.own_instruments import own_instruments_for
from content.packs import PackError
from history.actions import Stale, add_row, remove_row
from history.models import Change
from programmes.actions import add_member
from programmes.models import Programme
from tests.assessments.packs import PACK
from tests.conftest import make_person, sign_in


@pytest.fixture
def as_administrator(organisation_administrator):
    return sign_in(organisation_administrator)


@pytest.fixture
def own(council, organisation_administrator):
    return take_in(organisation=council, text=PACK, by=organisation_administrator)


def assess(own, programme, by):
    row = Assessment(
        programme=programme,
        title="Rivers",
        purpose="To see",
        instrument_key=own.key,
        instrument_version=own.number,
        own_instrument=own,
    )
    return add_row(row=row, by=by)


def send(client, council, **data):
    return client.post(reverse("own_instruments", args=[council.pk]), data)


def a_file(text, name="river.yaml"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


# Taking in


def test_a_file_is_taken_in_and_has_the_page_of_an_instrument(as_administrator, council):
    answer = send(as_administrator, council, file=a_file(PACK))
    own = OwnInstrument.objects.get()
    assert (own.organisation, own.key, own.number, own.title) == (council, "river-check", 1, "River check")
    assert answer.url == reverse("own_instrument", args=[own.pk])
    page = as_administrator.get(answer.url).content.decode()
    assert "There are bridges." in page
    assert council.name in page


def test_the_act_is_in_history_with_its_author(own, organisation_administrator):
    told = Change.objects.get(model="assessments.owninstrument", object_id=own.pk)
    assert told.change_set.by == organisation_administrator


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_text_can_be_mended_in_place_whatever_its_line_ends(as_administrator, council, end):
    assert send(as_administrator, council, text=PACK.replace("\n", end)).status_code == 302
    assert OwnInstrument.objects.get().text == PACK


def test_mistakes_are_told_with_their_lines_and_the_text_comes_back(as_administrator, council):
    wrong = PACK.replace("scoring: profile", "scoring: magic").replace("high: 3", "high: 99")
    answer = send(as_administrator, council, file=a_file(wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Line 13:" in page
    assert "should lie between 0 and 10" in page
    assert "The banks hold." in page  # to be mended in the text area
    assert answer.context["form"]["text"].value() == wrong
    assert not OwnInstrument.everything.exists()


def test_mistakes_are_told_once_and_beside_the_text_that_has_them(as_administrator, council):
    page = send(as_administrator, council, file=a_file(PACK.replace("high: 3", "high: 99"))).content.decode()
    form = page.split('enctype="multipart/form-data"')[1].split("</form>")[0]
    assert page.count("should lie between 0 and 10") == form.count("should lie between 0 and 10") == 1
    assert form.index("</textarea>") < form.index('id="mistakes"')
    assert 'aria-describedby="id_text_error mistakes"' in form
    assert form.count('role="alert"') == page.count(" autofocus") == 1
    assert '<a href="#id_text">' in form


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"", "empty"),
        (b"   \n", "Choose a file"),
        ("title: é".encode("latin-1"), "not UTF-8"),
        (b"# " + b"x" * 257 * 1024, "larger than 256 kB"),
        (b"a: &a [x]\nb: [*a, *a]", "aliases"),
        (b"[" * 200_000, "nested deeper"),
        (b"- a\n" * 60_000, "more than 40,000 entries"),
        (b"a: !!python/object:os.system x", "no instrument yet"),
        (b"\x00\x01", "control characters"),
        (PACK.replace("https://example.org/", "javascript:alert(1)").encode(), "does not begin with https"),
        (PACK.replace("key: banks", "key: yours").encode(), "cannot be used"),
        (PACK.replace("version: 1", "version: 99999").encode(), "versions are counted from 1"),
        (PACK.replace("title: River check", 'title: "a\\0b"', 1).encode(), "cannot be shown"),
        (PACK.replace("title: River check", "title: " + "x" * 200, 1).encode(), "more than 160"),
        (PACK.replace("key: bridges", "key: " + "b" * 90).encode(), "more than 79"),
        (PACK.replace("key: river-check", "key: scirocco").encode(), "The library has an instrument"),
        ((FOLDER / "dmic.v1.yaml").read_bytes(), "The library has an instrument"),
    ],
)
def test_what_is_no_instrument_is_refused_in_words_and_at_once(as_administrator, council, file, words):
    began = perf_counter()
    answer = send(as_administrator, council, file=a_file(file))
    assert perf_counter() - began < 5
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not OwnInstrument.everything.exists()


def test_nothing_at_all_is_refused(as_administrator, council):
    assert send(as_administrator, council).status_code == 422


def test_the_same_file_again_is_here_already(as_administrator, council, own):
    answer = send(as_administrator, council, file=a_file(PACK))
    assert answer.url == reverse("own_instrument", args=[own.pk])
    assert OwnInstrument.everything.count() == 1


def test_a_version_that_was_taken_in_is_never_edited(as_administrator, council, own):
    answer = send(as_administrator, council, text=PACK.replace("The banks hold.", "The banks give."))
    assert answer.status_code == 422
    assert "never edited" in answer.content.decode()
    assert "The banks give." in answer.content.decode()
    own.refresh_from_db()
    assert own.text == PACK


def test_a_higher_version_stands_beside_the_first(as_administrator, council, own):
    send(as_administrator, council, text=PACK.replace("version: 1", "version: 2"))
    page = as_administrator.get(reverse("own_instrument", args=[own.pk])).content.decode()
    assert "Version 2 is the newest." in page


def test_an_action_refuses_what_the_form_would(council, organisation_administrator, own):
    with pytest.raises(PackError):
        take_in(organisation=council, text="key: x", by=organisation_administrator)
    with pytest.raises(TakenInBefore):
        take_in(organisation=council, text=PACK, by=organisation_administrator)


# Who may


@pytest.mark.parametrize("person", ["manager", "contributor", "facilitator", "board_member", "stranger"])
def test_only_who_looks_after_the_organisation_brings_instruments(request, person, council, own):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(reverse("own_instruments", args=[council.pk])).status_code == 404
    assert send(client, council, text=PACK.replace("version: 1", "version: 2")).status_code == 404
    assert client.post(reverse("own_instrument_remove", args=[own.pk]), {"version": 1}).status_code == 404
    assert OwnInstrument.objects.count() == 1


def pages_of(own):
    return [reverse(name, args=[own.pk]) for name in ("own_instrument", "own_instrument_pack")]


def statuses(client, own):
    return {client.get(url).status_code for url in pages_of(own)}


def test_the_organisation_s_people_read_it_and_nobody_else(own, contributor, manager, stranger, council):
    belongs = make_person("belongs@example.org", "Bela Belongs")
    add_row(row=OrganisationMember(user=belongs, organisation=council), by=manager)
    assert statuses(sign_in(contributor), own) == {200}  # acts for the council
    assert statuses(sign_in(belongs), own) == {200}
    for other in (manager, stranger):  # the manager acts for another partner
        client = sign_in(other)
        assert statuses(client, own) == {404}
        assert "River check" not in client.get(reverse("instrument_library")).content.decode()
    assert "River check" in sign_in(contributor).get(reverse("instrument_library")).content.decode()


def test_once_used_the_members_of_that_programme_read_it(own, programme, manager, stranger):
    row = assess(own, programme, manager)
    assert statuses(sign_in(manager), own) == {200}
    assert statuses(sign_in(stranger), own) == {404}
    remove_row(row=row, version=row.version, by=manager)
    assert statuses(sign_in(manager), own) == {404}


def test_somebody_who_has_left_reads_it_no_more(own, contributor, manager):
    membership = contributor.memberships.get()
    remove_row(row=membership, version=membership.version, by=manager)
    assert statuses(sign_in(contributor), own) == {404}


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, own):
    assert statuses(client, own) == {302}


def test_it_can_be_chosen_by_the_organisation_s_people_in_programmes_where_it_is_a_partner(
    own, programme, facilitator, manager, stranger
):
    def values(person):
        opened = Programme.objects.for_user(person).first().open_for(person)
        return {choice.value for choice in choices_for(opened)}

    assert f"own-{own.pk}" in values(facilitator)
    assert f"own-{own.pk}" not in values(manager)
    assert f"own-{own.pk}" not in values(stranger)


def test_of_a_partner_elsewhere_it_cannot_be_chosen(own, stranger, contributor, council):
    elsewhere = Programme.objects.for_user(stranger).get(slug="elsewhere")
    add_member(
        programme=elsewhere,
        user=contributor,
        organisation=elsewhere.partners.get().organisation,
        role=Role.FACILITATOR,
        by=stranger,
    )
    opened = Programme.objects.for_user(contributor).get(slug="elsewhere").open_for(contributor)
    assert not [choice for choice in choices_for(opened) if choice.own]


# The file


def test_the_file_is_what_was_brought_and_is_kept_not_shown(as_administrator, own):
    answer = as_administrator.get(reverse("own_instrument_pack", args=[own.pk]))
    assert answer.content.decode() == PACK
    assert answer["Content-Disposition"] == 'attachment; filename="river-check.v1.yaml"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_file_of_an_instrument_of_the_library_can_be_taken(as_manager):
    answer = as_manager.get(reverse("instrument_pack", args=["scirocco", 1]))
    assert answer.content == (FOLDER / "scirocco.v1.yaml").read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="scirocco.v1.yaml"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert as_manager.get("/instruments/scirocco/99/pack.yaml").status_code == 404


# Removing


def test_what_nobody_uses_can_be_removed_and_brought_back(as_administrator, own):
    page = reverse("own_instruments", args=[own.organisation_id])
    sent = {"version": own.version}
    assert as_administrator.post(reverse("own_instrument_remove", args=[own.pk]), sent).status_code == 302
    assert statuses(as_administrator, own) == {404}
    assert "Bring back" in as_administrator.get(page).content.decode()
    sent = {"version": OwnInstrument.everything.get().version}
    assert as_administrator.post(reverse("own_instrument_restore", args=[own.pk]), sent).status_code == 302
    assert statuses(as_administrator, own) == {200}


@pytest.mark.parametrize("name", ["own_instrument_remove", "own_instrument_restore"])
@pytest.mark.parametrize("version", ["", "abc", "0", "99"])
def test_without_the_version_that_was_seen_nothing_is_done(as_administrator, own, name, version):
    assert as_administrator.post(reverse(name, args=[own.pk]), {"version": version}).status_code == 409
    assert OwnInstrument.everything.get().version == own.version


def test_what_an_assessment_was_made_with_stays_also_while_that_lies_in_the_bin(
    as_administrator, own, programme, manager
):
    row = assess(own, programme, manager)
    remove_row(row=row, version=row.version, by=manager)
    with pytest.raises(InUse):
        remove_own(own=own, version=own.version, by=manager)
    answer = as_administrator.post(reverse("own_instrument_remove", args=[own.pk]), {"version": own.version})
    assert answer.status_code == 409
    assert "An assessment was made with it" in answer.content.decode()
    assert OwnInstrument.objects.filter(pk=own.pk).exists()


def test_a_version_that_was_taken_in_anew_is_not_brought_back(own, council, organisation_administrator):
    by = organisation_administrator
    removed = remove_own(own=own, version=own.version, by=by)
    take_in(organisation=council, text=PACK.replace("hold", "give"), by=by)
    with pytest.raises(TakenInBefore):
        bring_back_own(own=removed, version=removed.version, by=by)
    with pytest.raises(Stale):
        bring_back_own(own=removed, version=1, by=by)


# What must not grow


def test_the_library_asks_as_often_for_many_own_instruments_as_for_one(
    own, contributor, council, organisation_administrator
):
    client = sign_in(contributor)

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("instrument_library"))
        return len(found)

    few = asked()
    for n in range(5):
        text = PACK.replace("river-check", f"river-{n}")
        take_in(organisation=council, text=text, by=organisation_administrator)
    assert asked() == few
    assert own_instruments_for(contributor).count() == 6
