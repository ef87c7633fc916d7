"""HTML of a report to PDF. Needs WeasyPrint and the Pango libraries; only the worker's child process loads it.

The typesetter opens its own style sheet and fonts and nothing else: no network, no file, no attachment, whatever
stands in the HTML.
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = Path(__file__).parent.parent / "static"
BASE = "https://report.invalid/static/"  # a host that cannot exist
FONTS = [
    f"source-sans-3-{part}-{weight}-normal.woff2"
    for part in ("latin", "latin-ext")
    for weight in (400, 600, 700)
]
FILES = {
    "/static/css/report.css": ("css/report.css", "text/css"),
    **{
        f"/static/vendor/source-sans-3/{font}": (f"vendor/source-sans-3/{font}", "font/woff2")
        for font in FONTS
    },
}


class Refused(ValueError):
    """The document asks for something that is not the report's own."""


class OwnFiles(URLFetcher):
    """Serves the files that are named above."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        address = urlsplit(url)
        file = FILES.get(unquote(address.path)) if url.startswith(BASE) else None
        if file is None:
            raise Refused("A report loads nothing from outside itself.")
        name, kind = file
        return URLFetcherResponse(url, (STATIC / name).read_bytes(), {"Content-Type": kind})


def typeset(html: str, *, identifier: str, instant: int, files: OwnFiles | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1). The same HTML, identifier and instant (seconds since 1970) give the same bytes."""
    os.environ["SOURCE_DATE_EPOCH"] = str(instant)
    document = HTML(string=html, base_url=BASE, url_fetcher=files or OwnFiles())
    return document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode())
