from pathlib import Path

import pytest

from programmes.glossary_pack import as_markdown, glossary

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "glossary.md"


def test_the_page_in_the_docs_says_what_the_pack_says():
    remedy = "run: python -m programmes.glossary_pack > docs/reference/glossary.md"
    assert PAGE.read_text(encoding="utf-8") == as_markdown(glossary()), remedy


def test_no_term_is_explained_twice():
    terms = [term.term.casefold() for term in glossary().terms]
    assert len(terms) == len(set(terms))
    assert len(terms) >= 60


@pytest.mark.parametrize(
    "key", ["common-cause", "special-cause", "xmr", "npv", "lay-partner", "visit", "cohort"]
)
def test_the_words_that_pages_rely_on_are_explained(key):
    assert key in {term.key for term in glossary().terms}
