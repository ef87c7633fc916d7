"""The kind of record of the golden thread. A thread is tied together with the row that it leads to, never by itself."""

from django.urls import reverse

from programmes.forms import record_form
from programmes.kinds import Kind, kind_called
from programmes.models import Link
from programmes.models.programme import ProgrammeRow


def page_of_outcome(link: ProgrammeRow) -> str:
    key = link.outcome_model.rpartition(".")[2]
    if kind_called(key) is None:
        return link.get_absolute_url()
    return reverse("record", args=[link.programme.slug, key, link.outcome_id])


LINK_KINDS = (
    Kind(
        Link,
        record_form(Link, "origin_title", "outcome_title"),
        page=page_of_outcome,
        is_addable=False,
        is_revisable=False,
    ),
)
