"""The components of the look that take arguments; docs/reference/look.md says how each is used."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from charts.chart import Chart, Table
from charts.icons import Assurance, State, Status, Variation
from charts.icons import icon as sign_icon
from programmes.journey_pack import journey
from programmes.models.journey import Rag
from programmes.models.journey import State as StepState
from programmes.models.programme import today

register = template.Library()

CURRENCY = "£"
NOTHING = "–"


# Signs


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A line icon of the sprite; with `label` it is read out, without it stands beside its word."""
    address = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon icon-{}" role="img" aria-label="{}"><use href="{}"></use></svg>',
            name,
            label,
            address,
        )
    return format_html(
        '<svg class="icon icon-{}" aria-hidden="true"><use href="{}"></use></svg>', name, address
    )


@register.simple_tag
def status(rag: str | None, words: str = "") -> SafeString:
    """A status (`programmes.models.Rag`, or nothing for one that nobody has judged): shape and word."""
    sign = Status(rag.replace("_", "-")) if rag else Status.NOT_JUDGED
    word = words or (Rag(rag).label if rag else _("Not judged"))
    return _sign("status", sign, word)


@register.simple_tag
def state(value: str, words: str = "") -> SafeString:
    """How far a step or activity is (`programmes.models.State`): mark and word."""
    return _sign("state", State(value.replace("_", "-")), words or StepState(value).label)


@register.simple_tag
def variation(value: str, words: str = "") -> SafeString:
    """How a measure has moved (`charts.icons.Variation`)."""
    sign = Variation(value.replace("_", "-"))
    return _sign("variation", sign, words or _variation_words()[sign])


@register.simple_tag
def assurance(value: str, words: str = "") -> SafeString:
    """Whether a measure will meet its target if nothing changes (`charts.icons.Assurance`)."""
    sign = Assurance(value.replace("_", "-"))
    return _sign("assurance", sign, words or _assurance_words()[sign])


def _sign(family: str, sign: Status | State | Variation | Assurance, word: str) -> SafeString:
    drawn = sign_icon(sign, str(word), is_beside_word=True)
    return format_html(
        '<span class="sign {} {}-{}">{}<span>{}</span></span>', family, family, sign.value, drawn, word
    )


def _variation_words() -> dict[Variation, str]:
    return {
        Variation.COMMON: _("No special cause"),
        Variation.IMPROVEMENT_HIGH: _("Improving, upwards"),
        Variation.IMPROVEMENT_LOW: _("Improving, downwards"),
        Variation.CONCERN_HIGH: _("Of concern, upwards"),
        Variation.CONCERN_LOW: _("Of concern, downwards"),
        Variation.NEUTRAL_HIGH: _("Changed, upwards"),
        Variation.NEUTRAL_LOW: _("Changed, downwards"),
    }


def _assurance_words() -> dict[Assurance, str]:
    return {
        Assurance.PASS: _("Meets the target consistently"),
        Assurance.FAIL: _("Misses the target consistently"),
        Assurance.INCONSISTENT: _("Meets the target now and then"),
        Assurance.NONE: _("Not enough points to say"),
    }


# Drawings and tables


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart, is_titled: bool = True) -> dict[str, object]:
    """A drawing with its summary in a sentence and its table twin; untitled where the panel says the title."""
    return {"chart": chart, "is_titled": is_titled}


@register.simple_tag
def drawing(chart: Chart) -> SafeString:
    """The drawing alone, where the words around it say the same."""
    return chart.svg


@register.inclusion_tag("components/data_table.html")
def data_table(table: Table) -> dict[str, object]:
    return {
        "caption": table.caption,
        "columns": table.columns,
        "rows": [_cells(table, row) for row in table.rows],
    }


def _cells(table: Table, row: list[str]) -> list[dict[str, object]]:
    pairs = zip(table.columns, row, strict=True)
    return [{"text": text, "label": column.label, "is_numeric": column.is_numeric} for column, text in pairs]


# Numbers and days


@register.simple_tag
def money(value: Decimal | int | float | None, decimals: int = 0) -> str:
    return NOTHING if value is None else _written(value, decimals, before=CURRENCY)


@register.simple_tag
def figure(value: Decimal | int | float | None, decimals: int = 0, unit: str = "") -> str:
    """A number with its unit; a word as unit stands apart ("12 days"), a sign does not ("61%")."""
    if value is None:
        return NOTHING
    apart = "\N{NO-BREAK SPACE}" if unit[:1].isalpha() else ""
    return f"{_written(value, decimals)}{apart}{unit}"


def _written(value: Decimal | int | float, decimals: int, before: str = "") -> str:
    """Rounded half up, since Django's own formatting cuts off; nothing that rounds to zero is negative."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    sign = "−" if rounded < 0 else ""
    return f"{sign}{before}{number_format(abs(rounded), decimals, force_grouping=True)}"


@register.simple_tag
def day(value: date | datetime | None) -> str:
    if value is None:
        return NOTHING
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>', value.isoformat(), date_format(_local_day(value))
    )


@register.simple_tag
def ago(value: date | datetime | None) -> str:
    """The day, and beside it how far away it is: from today, or from the day that the page shows."""
    if value is None:
        return NOTHING
    distance = distance_in_words((_local_day(value) - today()).days)
    return format_html('{} <span class="quiet nowrap">· {}</span>', day(value), distance)


def _local_day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def distance_in_words(days: int) -> str:
    """`days` from today, negative for the past, in the largest unit that still tells something."""
    near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}
    if days in near:
        return near[days]
    words = _length_in_words(abs(days))
    return (_("%(length)s ago") if days < 0 else _("in %(length)s")) % {"length": words}


def _length_in_words(days: int) -> str:
    if days < 14:
        return ngettext("%d day", "%d days", days) % days
    if days < 61:
        return ngettext("%d week", "%d weeks", days // 7) % (days // 7)
    months = round(days / 30.44)
    if months < 24:
        return ngettext("%d month", "%d months", months) % months
    years = round(days / 365.25)
    return ngettext("%d year", "%d years", years) % years


@register.simple_tag
def progress(done: int, total: int, words: str = "") -> SafeString:
    """A bar and the same in words; `words` names what is counted."""
    sentence = _("%(done)s of %(total)s %(words)s") % {
        "done": done,
        "total": total,
        "words": words or _("done"),
    }
    bar = format_html('<progress value="{}" max="{}" aria-hidden="true"></progress>', done, total)
    return format_html('<span class="progress-words">{}<span>{}</span></span>', bar, sentence)


@register.simple_tag
def person(user: object = None, organisation: object = None) -> SafeString:
    """Whoever it is, and for whom they act."""
    name = user or format_html('<span class="quiet">{}</span>', _("Nobody yet"))
    of = format_html('<span class="quiet">, {}</span>', organisation) if organisation else ""
    return format_html('<span class="person">{}{}</span>', name, of)


@register.inclusion_tag("components/breadcrumbs.html")
def trail(*labels_and_urls: str) -> dict[str, object]:
    """Label, address, label, address …, from the outside in."""
    return {"crumbs": list(zip(labels_and_urls[::2], labels_and_urls[1::2], strict=True))}


@register.simple_tag
def step_title(key: str) -> str:
    """ "2 Situational analysis": a step or activity of the journey, as its own page calls it."""
    entry = journey().in_language(get_language()).entry(key)
    return f"{entry.mark} {entry.title}"


# Parts of a page that hold others


@register.simple_block_tag
def page_head(content: str, title: str, eyebrow: str = "", lead: str = "", mark: str = "") -> str:
    return render_to_string(
        "components/page_head.html",
        {
            "title": title,
            "eyebrow": eyebrow,
            "lead": lead,
            "mark": mark,
            "actions": content.strip() and content,
        },
    )


@register.simple_block_tag
def panel(
    content: str,
    title: str = "",
    id: str = "",
    count: int | None = None,
    action: str = "",
    action_url: str = "",
    level: int = 2,
) -> str:
    head = {"title": title, "id": id, "count": count, "action": action, "action_url": action_url}
    return render_to_string("components/panel.html", {**head, "level": level, "content": content})


@register.simple_block_tag
def card(content: str, title: str, href: str = "", eyebrow: str = "", mark: str = "", level: int = 3) -> str:
    head = {"title": title, "href": href, "eyebrow": eyebrow, "mark": mark, "level": level}
    return render_to_string("components/card.html", {**head, "content": content})


@register.simple_block_tag
def callout(content: str, kind: str = "info", title: str = "") -> str:
    signs = {"info": "info", "on_track": "success", "watch": "warning", "off_track": "error"}
    parts = {"kind": kind.replace("_", "-"), "icon": signs[kind], "title": title, "content": content}
    return render_to_string("components/callout.html", parts)


@register.simple_block_tag
def fold(content: str, summary: str, is_open: bool = False) -> str:
    return render_to_string(
        "components/fold.html", {"summary": summary, "is_open": is_open, "content": content}
    )


@register.simple_block_tag
def statement(content: str, source: str = "") -> str:
    return render_to_string("components/statement.html", {"source": source, "content": content})
