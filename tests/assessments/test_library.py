"""The library of instruments and the preview of one, as pages."""

from html import escape
from shutil import copy

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assessments import instrument_pack
from assessments.instrument_pack import FOLDER, instruments
from assessments.library_page import instrument_page, offered_at
from content.registry import pack_files, publish
from tests.conftest import sign_in

LIBRARY = "/instruments/"


@pytest.fixture
def client(manager):
    return sign_in(manager)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with two versions of one instrument, the first of them published."""
    folder = tmp_path / "assessments" / "instruments"
    folder.mkdir(parents=True)
    copy(FOLDER / "scirocco.v1.yaml", folder)
    publish(folder)
    text = (folder / "scirocco.v1.yaml").read_text(encoding="utf-8")
    (folder / "scirocco.v2.yaml").write_text(text.replace("version: 1\n", "version: 2\n"), encoding="utf-8")
    monkeypatch.setattr(instrument_pack, "FOLDER", folder)
    return folder


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def preview(key, version=1):
    return reverse("instrument", args=[key, version])


def texts_of(pack):
    """Everything in the file that a rater or a careful reader has to see."""
    yield from (pack.title, pack.purpose, pack.answered_by, pack.source, pack.licence, pack.wording)
    yield from pack.process
    yield from filter(None, [pack.missing])
    yield from (pack.scale.labels.values() if pack.scale else ())
    yield from (text for phase in pack.phases for text in (phase.title, phase.text))
    yield from (text for source in pack.sources for text in (source.citation, source.url) if text)
    for dimension in pack.dimensions:
        yield from (dimension.title, dimension.objective, *dimension.levels.values())
        yield from filter(None, [dimension.group, dimension.note])
        yield from (item.text for item in dimension.items)


def test_the_library_leads_to_every_instrument(client):
    said = page(client, LIBRARY)
    assert instruments()
    for pack in instruments().values():
        assert f'href="{preview(pack.key, pack.version)}"' in said
        assert escape(pack.purpose) in said


@pytest.mark.parametrize("file", pack_files(FOLDER), ids=lambda file: file.path.name)
def test_the_preview_shows_everything_that_is_in_the_file(client, file):
    said = page(client, preview(file.key, file.version))
    missing = [
        text
        for text in texts_of(instrument_pack.instrument(file.key, file.version))
        if escape(text) not in said
    ]
    assert missing == []


def test_a_search_needs_all_words_in_any_order_and_case(client):
    found = page(client, f"{LIBRARY}?q=change+READINESS+")
    assert preview("scirocco") in found
    assert preview("dmic") not in found


def test_a_search_that_finds_nothing_says_so_and_shows_the_way_back(client):
    said = page(client, f"{LIBRARY}?q=submarine")
    assert "No instrument holds all of these words." in said
    assert f'href="{LIBRARY}"' in said


def test_what_is_known_in_part_says_so_in_the_library_and_on_its_page(client):
    pack = instruments()["scirocco"]
    assert "Known in part" in page(client, f"{LIBRARY}?q=scirocco")
    said = page(client, preview("scirocco"))
    assert "Known in part" in said
    assert escape(pack.missing) in said


def test_the_page_counts_what_was_read_and_what_was_not():
    known = {line.origin: line.counted for line in instrument_page("scirocco", 1).known}
    origins = [dimension.origin for dimension in instruments()["scirocco"].dimensions]
    assert known == {
        origin: f"{origins.count(origin)} dimension{'s' * (origins.count(origin) > 1)}"
        for origin in set(origins)
    }


@pytest.mark.parametrize("path", ["submarine/1/", "scirocco/99/", "scirocco/0/"])
def test_an_unknown_instrument_or_version_is_not_found(client, path):
    page(client, f"{LIBRARY}{path}", status=404)


def test_whoever_is_not_signed_in_is_asked_to(db):
    for address in (LIBRARY, preview("scirocco")):
        response = Client().get(address)
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


def test_somebody_without_a_programme_may_read_everything(site_administrator):
    assert preview("dmic") in page(sign_in(site_administrator), LIBRARY)


def test_an_earlier_version_says_so_and_leads_to_the_newest(client, folder):
    said = page(client, preview("scirocco", 1))
    assert "This is an earlier version" in said
    assert f'href="{preview("scirocco", 2)}"' in said
    assert "Draft:" not in said


def test_the_newest_version_lists_the_earlier_ones_and_says_when_it_is_a_draft(client, folder):
    said = page(client, preview("scirocco", 2))
    assert "This is an earlier version" not in said
    assert f'href="{preview("scirocco", 1)}"' in said
    assert "Draft:" in said
    assert preview("scirocco", 1) not in page(client, LIBRARY)


def test_a_wrong_file_is_told_to_site_administrators_and_the_rest_works(client, site_administrator, folder):
    wrong = (
        (FOLDER / "dmic.v1.yaml").read_text(encoding="utf-8").replace("scoring: presence", "scoring: guess")
    )
    (folder / "dmic.v1.yaml").write_text(wrong, encoding="utf-8")
    told = page(sign_in(site_administrator), LIBRARY)
    assert "assessments/instruments/dmic.v1.yaml:" in told
    assert escape("the pack has the unknown scoring 'guess'") in told
    for_others = page(client, LIBRARY)
    assert "dmic" not in for_others
    assert preview("scirocco", 2) in for_others
    page(client, preview("scirocco", 2))
    page(client, preview("dmic"), status=404)


def test_a_translation_is_shown_to_those_who_read_that_language(folder):
    (folder / "scirocco.v1.fr.yaml").write_text("title: Modèle de maturité\n", encoding="utf-8")
    with translation.override("fr"):
        assert instrument_page("scirocco", 1).pack.title == "Modèle de maturité"
    with translation.override("en-gb"):
        assert instrument_page("scirocco", 1).pack.title == instruments()["scirocco"].title


def test_a_step_offers_the_instruments_that_name_it(client, programme):
    def step(key):
        return page(client, reverse("step", args=[programme.slug, key]))

    offered = [entry.pack.key for entry in offered_at("situational-analysis")]
    assert {"scirocco", "scirocco-exchange", "aqua-system-integration"} <= set(offered)
    said = step("situational-analysis")
    assert all(preview(key) in said for key in offered)
    assert LIBRARY in said
    assert preview("scirocco") not in step("communications")


def test_the_pages_ask_the_database_for_the_person_only(client, django_assert_num_queries):
    page(client, LIBRARY)
    with django_assert_num_queries(
        4
    ):  # the session and its person, and what their organisations have of their own
        page(client, LIBRARY)
    for address in (preview("scirocco"), preview("dmic")):
        with django_assert_num_queries(3):  # and the programmes in which the person may use it
            page(client, address)
