"""Two editors: what whoever saves second is shown, field by field, and the merge that is proposed to them.

Three texts meet: the one from which the edit began (read from the history at the version that the form carried), the
one that is saved now, and the one that was typed. Nobody overwrites what they have not seen, and nothing is lost.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField, CharField, ChoiceField, ModelChoiceField, ModelForm, Textarea
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from history.merge import merge_text, merge_value
from history.models import Change, Tracked
from history.words import Piece, word_difference
from programmes.models.programme import Programme
from programmes.timeline import LONG, Entry, entries

ACTS_SHOWN = 4
MOST_LINES = 14  # of a field that holds a merge
LINE = 70  # characters that a line of the form holds, about

NewForm = Callable[..., ModelForm]  # takes instance and initial


@dataclass(frozen=True)
class Said:
    """What stands in a field: in words, as the form sends it, and against what it was (empty for short values)."""

    words: str
    raw: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """One field that somebody changed.

    how  "theirs", "yours" or "same" where nobody contradicts; "merged", "conflict" (both texts one after the other)
         or "value" (one of the two; yours is proposed) where both changed it; "unknown" without a beginning
    """

    label: str
    name: str
    how: str
    base: Said
    theirs: Said
    yours: Said
    merge: Any = ""
    field: BoundField | None = None
    who: str = ""
    at: datetime | None = None

    @property
    def is_both(self) -> bool:
        return self.how in {"merged", "conflict", "value"}


@dataclass(frozen=True)
class Clash:
    """`acts`: what was saved since the edit began, newest first; at least the last act."""

    acts: list[Entry]
    parts: list[Part]
    is_removed: bool
    is_known: bool

    @property
    def last(self) -> Entry:
        return self.acts[0]

    @property
    def both(self) -> list[Part]:
        return [part for part in self.parts if part.is_both]

    @property
    def theirs(self) -> list[Part]:
        return [part for part in self.parts if part.how == "theirs"]

    @property
    def yours(self) -> list[Part]:
        return [part for part in self.parts if part.how == "yours"]

    @property
    def same(self) -> list[Part]:
        return [part for part in self.parts if part.how == "same"]

    @property
    def unknown(self) -> list[Part]:
        return [part for part in self.parts if part.how == "unknown"]

    @property
    def has_merge(self) -> bool:
        return self.is_known and not self.is_removed


def meet(form: ModelForm, now: Tracked, new_form: NewForm, programme: Programme) -> tuple[Clash, ModelForm]:
    """The clash of a valid form with the row as it is `now`, and the form to go on with.

    That form carries the version of now. It holds the proposed merge; or what was typed, where the version from which
    it began is not known or the row has been removed.
    """
    began = _began(now, form.token())
    is_removed = now.removed_at is not None
    acts = _acts(now, form.token() if began else None, programme)
    parts = _parts(form, now, began, new_form)
    if began is None or is_removed:
        going_on = _as_typed(form, now)
    else:
        going_on = _with_merge(form, now, parts, new_form)
    told = [_told(part, acts, going_on) for part in parts]
    return Clash([act for act, __ in acts], told, is_removed, began is not None), going_on


def _began(now: Tracked, version: int) -> Tracked | None:
    """The row as it was at a version; None for one that it never had."""
    if not 0 < version < now.version:
        return None
    record = type(now).history.filter(id=now.pk, version=version).order_by("history_id").first()
    return record.instance if record else None


def _acts(now: Tracked, version: int | None, programme: Programme) -> list[tuple[Entry, set[str]]]:
    """What was saved after the version, newest first, and which fields each act changed."""
    changes = Change.objects.filter(model=now._meta.label_lower, object_id=now.pk)
    if version is not None:
        since = type(now).history.filter(id=now.pk, version__gt=version)
        changes = changes.filter(change_set__in=since.values("change_set"))
    told = entries(changes, limit=ACTS_SHOWN if version is not None else 1, programme=programme)
    return [(act, {one.label for row in act.rows for one in row.fields}) for act in told]


def last_act(row: Tracked, programme: Programme) -> Entry | None:
    """What was done to a row last: for pages that say that it has changed while somebody read it."""
    return last_of(Change.objects.filter(model=row._meta.label_lower, object_id=row.pk), programme)


def last_of(changes: QuerySet[Change], programme: Programme) -> Entry | None:
    return next(iter(entries(changes, limit=1, programme=programme)), None)


def _parts(form: ModelForm, now: Tracked, began: Tracked | None, new_form: NewForm) -> list[Part]:
    theirs, base = new_form(instance=now), new_form(instance=began) if began else None
    parts = []
    for name in form.Meta.fields:
        if name not in form.fields or form.fields[name].disabled:
            continue
        values = [_value(row, name) if row else None for row in (began, now, form.instance)]
        how, merge = _decide(form.fields[name], *values) if began else _compare(*values[1:])
        if how:
            parts.append(_part(name, how, merge, base, theirs, form))
    return parts


def _value(row: Tracked, name: str) -> Any:
    value = row._meta.get_field(name).value_from_object(row)
    return _lines(value) if isinstance(value, str) else value


def _lines(text: str) -> str:
    """Browsers end a line in two characters, everybody else in one."""
    return text.replace("\r\n", "\n")


def _compare(theirs: Any, yours: Any) -> tuple[str, Any]:
    return ("unknown" if theirs != yours else "", yours)


def _decide(asked: Any, base: Any, theirs: Any, yours: Any) -> tuple[str, Any]:
    """(how the field's texts go together, the value that is proposed); ("", …) where nobody changed it."""
    if theirs == yours:
        return ("same" if yours != base else "", yours)
    if theirs == base or yours == base:
        return ("yours" if theirs == base else "theirs", merge_value(base, theirs, yours).value)
    if not (isinstance(asked, CharField) and isinstance(theirs, str) and isinstance(yours, str)):
        return "value", yours
    merged = merge_text(base or "", theirs, yours)
    has_room = asked.max_length is None or len(merged.text) <= asked.max_length
    # Two titles one after the other are no title; of what fills one line, one of the two is proposed.
    if not has_room or (merged.has_conflict and not isinstance(asked.widget, Textarea)):
        return "value", yours
    return ("conflict" if merged.has_conflict else "merged"), merged.text


def _part(
    name: str, how: str, merge: Any, base: ModelForm | None, theirs: ModelForm, yours: ModelForm
) -> Part:
    began = _said(base, name) if base else Said("", "")
    return Part(
        label=yours.fields[name].label,
        name=name,
        how=how,
        base=began,
        theirs=_said(theirs, name, began if base else None),
        yours=_said(yours, name, began if base else None),
        merge=merge,
    )


def _said(form: ModelForm, name: str, base: Said | None = None) -> Said:
    words, raw = shown(form, name), _raw(form[name])
    is_long = base is not None and max(len(words), len(base.words)) > LONG
    return Said(words, raw, word_difference(base.words, words) if is_long else [])


def shown(form: ModelForm, name: str) -> str:
    """What a field of the form holds, in words."""
    bound = form[name]
    value = bound.value()
    if value in (None, ""):
        return ""
    try:
        value = bound.field.clean(value)
    except ValidationError:  # what cannot be read is shown as it was typed
        return str(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(bound.field, ChoiceField) and not isinstance(bound.field, ModelChoiceField):
        value = dict(bound.field.choices).get(value, value)
    return _lines(str(value))


def _raw(bound: BoundField) -> str:
    """What the field would send; for a box that is ticked "on"."""
    value = bound.value()
    if isinstance(value, bool):
        return "on" if value else ""
    formatted = bound.field.widget.format_value(value)
    if isinstance(formatted, list):
        formatted = formatted[0] if formatted else ""
    return _lines(str(formatted)) if formatted is not None else ""


def _as_typed(form: ModelForm, now: Tracked) -> ModelForm:
    form.data = form.data.copy()
    form.data["version"] = str(now.version)
    return form


def _with_merge(form: ModelForm, now: Tracked, parts: list[Part], new_form: NewForm) -> ModelForm:
    """A form about the row as it is now that holds what is proposed, and the reason that was typed."""
    initial = {part.name: part.merge for part in parts}
    initial[form.reason_name] = form.cleaned_data.get(form.reason_name, "")
    merged = new_form(instance=now, initial=initial)
    for part in parts:
        widget = merged.fields[part.name].widget
        if isinstance(widget, Textarea) and part.is_both:
            lines = sum(1 + len(line) // LINE for line in str(part.merge).split("\n"))
            widget.attrs["rows"] = max(3, min(MOST_LINES, lines + 1))
    return merged


def _told(part: Part, acts: list[tuple[Entry, set[str]]], form: ModelForm) -> Part:
    """With who changed the field last, and the field of the form that is gone on with."""
    label = str(form.instance._meta.get_field(part.name).verbose_name)
    act = next((act for act, labels in acts if label in labels), acts[0][0])
    bound = form[part.name]
    return replace(part, merge=_raw(bound), field=bound, who=act.who, at=act.at)
