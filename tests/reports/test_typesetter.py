"""The PDF: what it may not open, what it may not eat, and that it is tagged and always the same."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from reports.press import Broke, TooLong, press
from reports.render import html_of, pdf_of
from reports.typesetter import BASE, OwnFiles, Refused, typeset
from tests.reports.conftest import SECRET

CANARY = "CANARY-OF-A-LOCAL-FILE"
PAYLOADS = [
    '<img src="{url}">',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<svg><image href="{url}"/></svg>',
    '<svg><use href="{url}#a"/></svg>',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">file</a>',
    "<style>@import url({url});</style>",
    "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style><p>x</p>",
    "<style>p {{ background: url({url}) }}</style><p>x</p>",
    "<style>p::before {{ content: url({url}) }}</style><p>x</p>",
    "<style>li {{ list-style: url({url}) }}</style><ul><li>x</ul>",
    '<p style="background: url({url})">x</p>',
]


def page(body):
    return f'<html lang="en"><title>Test</title><body><p>Text</p>{body}</body></html>'


class Watched(OwnFiles):
    """Notes what is asked for and what is given."""

    def __init__(self):
        super().__init__()
        self.asked, self.given = [], []

    def fetch(self, url, headers=None):
        self.asked.append(url)
        answer = super().fetch(url, headers)
        self.given.append(url)
        return answer


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("scheme", ["file", "relative", "http", "data"])
def test_nothing_outside_is_opened_or_attached(payload, scheme, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text(CANARY)
    urls = {
        "file": secret.as_uri(),
        "relative": "../../manage.py",
        "http": "http://127.0.0.1:9/canary",
        "data": f"data:text/plain,{CANARY}",
    }
    files = Watched()
    html = page(payload.format(url=urls[scheme]))
    pdf = typeset(html, identifier="a" * 32, instant=1_700_000_000, files=files)
    assert files.given == []
    assert CANARY.encode() not in pdf
    assert not PdfReader(BytesIO(pdf)).attachments


@pytest.mark.parametrize(
    "url",
    [
        f"{BASE}css/tokens.css",
        f"{BASE}../manage.py",
        f"{BASE}css/report.css%00",
        "file:///etc/passwd",
        "//x/",
    ],
)
def test_the_fetcher_knows_its_own_files_only(url):
    with pytest.raises(Refused):
        OwnFiles().fetch(url)
    assert b"@page" in OwnFiles().fetch(f"{BASE}css/report.css").read()


def test_a_document_that_takes_too_long_is_stopped():
    rows = "<tr><td>long</td></tr>" * 20_000
    with pytest.raises(TooLong):
        press(page(f"<table>{rows}</table>"), identifier="a" * 32, instant=0, seconds=0.5)


def test_a_document_that_eats_memory_is_stopped():
    rows = "<tr><td>large</td></tr>" * 20_000
    with pytest.raises(Broke, match=r"MemoryError|without an answer"):
        press(page(f"<table>{rows}</table>"), identifier="a" * 32, instant=0, memory=20 * 2**20)


def test_what_goes_wrong_in_the_child_comes_back_in_words():
    with pytest.raises(Broke, match="ValueError: No ink"):
        press("", identifier="a" * 32, instant=0, typesetter="tests.reports.broken_typesetter")


def test_the_watch_sees_what_is_given():
    """The twin of the payloads: what may be opened is opened, and the watch notes it."""
    files = Watched()
    typeset(
        page('<link rel="stylesheet" href="css/report.css">'), identifier="a" * 32, instant=0, files=files
    )
    assert f"{BASE}css/report.css" in files.given


@pytest.fixture
def pdf(full_programme, issued):
    return pdf_of(issued)


def test_the_pdf_is_tagged_named_and_searchable(pdf, full_programme, issued, tmp_path):
    reader = PdfReader(BytesIO(pdf))
    root = reader.trailer["/Root"]
    text = " ".join(page.extract_text() for page in reader.pages)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-gb"
    assert "/StructTreeRoot" in root
    assert full_programme.name in reader.metadata.title
    assert b"pdfuaid" in pdf or b"pdfuaid" in root["/Metadata"].get_data()
    assert len(reader.pages) >= 10
    assert "What is asked of the board" in text
    assert f"Page 2 of {len(reader.pages)}" in text
    assert SECRET not in text
    assert next(entry.title for entry in reader.outline if not isinstance(entry, list)) == "Where we stand"
    assert re.sub(r"\s", "", issued.sha256) in re.sub(r"\s", "", text)


def test_only_our_fonts_are_embedded(pdf):
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all("Source-Sans" in font or "SourceSans" in font for font in fonts), fonts


def test_the_same_data_set_gives_the_same_page_and_the_same_bytes(full_programme, issued):
    html = html_of(issued)
    assert html_of(issued) == html
    assert pdf_of(issued) == pdf_of(issued)
