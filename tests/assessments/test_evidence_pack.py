"""The evidence library as data: complete, as the review was charted, and wrong files told."""

from collections import Counter

import pytest

from assessments import checks, evidence_pack
from assessments.evidence_pack import FOLDER, KEY, EvidencePack, evidence, finding
from content.packs import PackError, parse
from programmes.journey_pack import journey

TEXT = (FOLDER / f"{KEY}.v1.yaml").read_text(encoding="utf-8")


def test_the_pack_holds_every_factor_by_type_and_theme_as_it_was_charted():
    found = evidence().findings.values()
    assert len(found) == 373
    assert Counter(one.factor.type for one in found) == {
        "facilitator": 143,
        "barrier": 128,
        "recommendation": 54,
        "need": 48,
    }
    assert Counter(one.theme.key for one in found) == {
        "workforce-management": 84,
        "leadership": 75,
        "organisational-culture": 75,
        "interorganisational-collaboration": 68,
        "economic": 42,
        "political": 29,
    }


def test_it_cites_thirty_three_articles_of_the_published_years_and_kinds():
    articles = evidence().articles
    assert len(articles) == evidence().reviewed == 33
    bands = Counter((article.year - 2005) // 5 for article in articles)
    assert bands == {0: 2, 1: 11, 2: 17, 3: 3}
    assert Counter(article.kind for article in articles) == {
        "report": 15,
        "qualitative-study": 9,
        "systematic-review": 5,
        "case-study": 3,
        "scoping-review": 1,
    }
    assert all(article.factors and (article.url or article.publisher) for article in articles)


def test_the_shares_of_the_themes_are_those_that_the_review_prints():
    assert {theme.key: theme.share for theme in evidence().themes} == {
        "organisational-culture": 82,
        "leadership": 82,
        "workforce-management": 76,
        "interorganisational-collaboration": 70,
        "economic": 61,
        "political": 52,
    }


def test_every_step_and_activity_has_factors_that_bear_on_it():
    counted = Counter(step for one in evidence().findings.values() for step in one.steps)
    assert all(counted[entry.key] >= 10 for entry in journey().entries)


def test_a_factor_that_names_no_steps_bears_on_those_of_its_theme():
    found = evidence().findings["asthana2020-f6"]
    assert found.factor.steps == ()
    assert found.steps == found.theme.steps


def test_no_sentence_is_longer_than_fifteen_words():
    assert [one.factor.key for one in evidence().findings.values() if len(one.factor.text.split()) > 15] == []


@pytest.mark.parametrize(
    ("key", "cited"),
    [
        ("wilkins2020", "Wilkins 2020"),
        ("paice2013", "Paice and Hasan 2013"),
        ("ham2011", "Ham and others 2011"),
        ("ling2012", "Ling and others 2012"),
        ("maslin2010", "Maslin-Prothero and Bennion 2010"),
        ("nhsla2018", "NHS Leadership Academy 2018"),
    ],
)
def test_an_article_is_cited_as_texts_cite(key, cited):
    assert evidence().article(key).by == cited


def test_a_factor_or_version_that_there_is_not_is_not_found():
    assert finding("charles2018-b6", 1).factor.text == "Money is tight."
    assert finding("charles2018-b99", 1) is None
    assert finding("charles2018-b6", 99) is None
    with pytest.raises(LookupError):
        evidence().article("submarine")


@pytest.mark.parametrize(
    ("right", "wrong", "mistake"),
    [
        (
            "theme: economic, text: Money is tight",
            "theme: money, text: Money is tight",
            "unknown theme 'money'",
        ),
        ("steps: [value-case, mutual-gain]\n", "steps: [value-cake]\n", "unknown step 'value-cake'"),
        ("key: charles2018-b6", "key: kaehne2017-b6", "has the factor 'kaehne2017-b6' twice"),
        ("share: 52", "share: 520", "a share that is no per cent"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(right, wrong, mistake):
    assert right in TEXT
    with pytest.raises(PackError, match=mistake) as told:
        parse(TEXT.replace(right, wrong, 1), EvidencePack, name="factors.v1.yaml")
    assert str(told.value).startswith("factors.v1.yaml:")


def test_a_file_that_cannot_be_read_stops_the_commands(tmp_path, monkeypatch):
    (tmp_path / "factors.v1.yaml").write_text(TEXT.replace("share: 52", "share: many"), encoding="utf-8")
    monkeypatch.setattr(evidence_pack, "FOLDER", tmp_path)
    evidence.cache_clear()
    try:
        (told,) = checks.evidence_can_be_read(None)
    finally:
        evidence.cache_clear()
    assert "factors.v1.yaml" in told.msg
    assert "share" in told.msg
