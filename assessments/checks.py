"""Wrong files are told whenever a command starts, with line and mistake.

Those of instruments are warnings, because the product runs on with the others; `make serve` lets no warning pass.
The evidence library is one file, and its pages cannot do without it.
"""

from django.core.checks import CheckMessage, Error, Warning

from assessments import evidence_pack
from assessments.instrument_pack import edited_since_published, mistakes
from content.packs import PackError


def instruments_can_be_read(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    hint = "The instrument is left out until its file is right: docs/how-to/add-an-instrument.md."
    return [Warning(mistake, hint=hint, id="assessments.W001") for mistake in mistakes()]


def published_instruments_are_as_they_were(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    hint = "Assessments keep the version they were made with, so a published file is never edited."
    return [Warning(change, hint=hint, id="assessments.W002") for change in edited_since_published()]


def evidence_can_be_read(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    try:
        evidence_pack.evidence()
    except PackError as error:
        return [Error(mistake, id="assessments.E001") for mistake in str(error).splitlines()]
    return []


def published_evidence_is_as_it_was(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    hint = "Citations keep the version they were made with, so a published file is never edited."
    return [
        Warning(change, hint=hint, id="assessments.W003") for change in evidence_pack.edited_since_published()
    ]
