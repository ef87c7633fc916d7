"""Wrong instrument files are told whenever a command starts, with line and mistake; the product runs on with the others.

They are warnings, because nothing else suffers; `make serve` lets no warning pass.
"""

from django.core.checks import CheckMessage, Warning

from assessments.instrument_pack import edited_since_published, mistakes


def instruments_can_be_read(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    hint = "The instrument is left out until its file is right: docs/how-to/add-an-instrument.md."
    return [Warning(mistake, hint=hint, id="assessments.W001") for mistake in mistakes()]


def published_instruments_are_as_they_were(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    hint = "Assessments keep the version they were made with, so a published file is never edited."
    return [Warning(change, hint=hint, id="assessments.W002") for change in edited_since_published()]
