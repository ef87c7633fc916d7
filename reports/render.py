"""A report as HTML and as PDF; both from the sealed data set alone, by one set of templates."""

import json
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import override

from reports.dataset import compile_dataset
from reports.document import Document, document_of
from reports.models import Report
from reports.press import press
from reports.sealing import canonical

# Schema of the data set -> the templates that draw it. A later schema gets its own; reports of this one stay as they are.
TEMPLATES = {1: "reports/document/page.html"}
STYLESHEET = "css/report.css"


def read(report: Report) -> Document:
    """The document of an issued report; of a draft, from the facts of now."""
    text = report.dataset if report.is_issued else canonical(compile_dataset(report))
    data = json.loads(text)
    with override(data["language"]):
        return document_of(data, report.sha256)


def html_of(report: Report, request: HttpRequest | None = None) -> str:
    """The page for the screen when there is a request, and what the PDF is made from when there is none."""
    document = read(report)
    context: dict[str, Any] = {"document": document, "report": report, "on_screen": request is not None}
    context["stylesheet"] = static(STYLESHEET) if request else STYLESHEET
    with override(document.data["language"]):
        return render_to_string(TEMPLATES[document.data["schema"]], context)


def pdf_of(report: Report) -> bytes:
    """The PDF of an issued report: the same bytes each time. Raises reports.press.Unfinished."""
    return press(html_of(report), identifier=report.sha256[:32], instant=int(report.issued_at.timestamp()))
