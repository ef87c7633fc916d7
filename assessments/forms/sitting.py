"""The levels of all dimensions in one form, as a panel settles them around a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text_area import TextArea
from assessments.actions.agreement import token_of
from assessments.agreement_page import AgreementPage, Line
from assessments.forms.dimensions import level_field
from assessments.models import AgreedLevel, Confidence
from assessments.standing import short

SAID = ("level", "rationale", "confidence")


@dataclass(frozen=True)
class Place:
    """One dimension with its fields; `theirs` is the level that was agreed while this form was open."""

    line: Line
    token: forms.BoundField
    fields: list[forms.BoundField]
    theirs: AgreedLevel | None = None
    is_stale: bool = False


@dataclass(frozen=True)
class Shut:
    """What was typed of a dimension that the panel has begun to rate since."""

    key: str
    title: str
    level: str
    rationale: str


class SittingForm(forms.Form):
    """A dimension that is being rated is left out. What is left as it was stays; a level replaces none silently.

    What was typed of a dimension before the panel began to rate it is told once (`has_news`), and never saved.
    """

    told = forms.CharField(widget=forms.HiddenInput, required=False)  # keys of what was told as shut

    reason = forms.CharField(
        label=gettext_lazy("Why levels are agreed anew"),
        required=False,
        max_length=600,
        widget=TextArea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed where a level takes the place of one that was agreed before."),
    )

    def __init__(self, *args: Any, page: AgreementPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.assessment = page.found.assessment
        self.lines = [line for line in page.lines if not line.is_asked]
        self._asked = [line for line in page.lines if line.is_asked]
        self.present = {line.key: line.standing.agreed for line in page.lines}
        self.stale: frozenset[str] = frozenset()
        for line in self.lines:
            self._add(line)
        for line in self._asked:
            self._carry(line)
        if not any(self.present[line.key] for line in self.lines) and not self.data.get("reason"):
            del self.fields["reason"]

    def _carry(self, line: Line) -> None:
        """As hidden fields, so that nothing gets lost that an earlier page of this form or a draft holds."""
        for name in ("token", *SAID):
            self.fields[f"{name}-{line.key}"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def _add(self, line: Line) -> None:
        agreed = line.standing.agreed
        fields = {
            "token": forms.CharField(widget=forms.HiddenInput, required=False, max_length=80),
            "level": level_field(self.page.found.pack, label=_("Agreed level"), is_optional=True),
            "rationale": forms.CharField(
                label=_("Why this level"), max_length=4000, widget=TextArea(attrs={"rows": 2})
            ),
            "confidence": forms.TypedChoiceField(
                label=_("How sure the panel is"), choices=Confidence.choices, coerce=int
            ),
        }
        begin = {"token": token_of(agreed), "confidence": Confidence.MIDDLING}
        begin |= {name: getattr(agreed, name) for name in SAID} if agreed else {}
        for name, field in fields.items():
            field.required, field.initial = False, begin.get(name)
            self.fields[f"{name}-{line.key}"] = field

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in self.lines:
            level, rationale = (cleaned.get(f"{name}-{line.key}") for name in ("level", "rationale"))
            if f"level-{line.key}" in self.errors:
                continue
            if level is None and self._before(line.key):
                self._refuse(
                    "level", line, _("A level is not emptied here: remove it on the page of agreement.")
                )
            elif level is None and rationale:
                self._refuse("level", line, _("Give the level too, or empty what is written beside it."))
            elif level is not None and not rationale:
                self._refuse("rationale", line, _("Say why, also where it is the median."))
        if (
            "reason" in self.fields
            and not cleaned.get("reason")
            and any(self._is_in_sight(line) for line in self._changed())
        ):
            self.add_error("reason", ValidationError(_("You agree a level anew. Say why.")))
        return cleaned

    def _refuse(self, name: str, line: Line, why: str) -> None:
        self.add_error(f"{name}-{line.key}", ValidationError(why))

    def _before(self, key: str) -> AgreedLevel | None:
        """The level that the person had in sight, which may not be the one in force any more."""
        written = self.cleaned_data.get(f"token-{key}", "")
        present = self.present[key]
        if written == token_of(present):
            return present
        return next(
            (row for row in self._earlier.get(key, ()) if written.endswith(f"-{row.pk}.{row.version}")), None
        )

    @cached_property
    def _earlier(self) -> dict[str, list[AgreedLevel]]:
        return {line.key: line.standing.earlier for line in self.page.lines}

    def _said(self, key: str) -> dict[str, Any]:
        return {name: self.cleaned_data.get(f"{name}-{key}") for name in SAID}

    def _changed(self) -> Iterator[Line]:
        """The dimensions of which something else is sent than the person had in sight."""
        for line in self.lines:
            said = self._said(line.key)
            if said["level"] is not None and not self._is_as_before(line, said):
                yield line

    def _is_as_before(self, line: Line, said: Mapping[str, Any]) -> bool:
        before = self._before(line.key)
        return before is not None and _as_compared(said) == _as_compared(vars(before))

    # What the panel rates meanwhile

    @cached_property
    def shut(self) -> list[Shut]:
        """What was typed of dimensions that are being rated now: a level or a rationale that was not there before."""
        typed = [(line, self._said(line.key)) for line in self._asked] if self.is_bound else []
        return [
            Shut(line.key, line.title, said["level"], said["rationale"])
            for line, said in typed
            if (said["level"] or said["rationale"]) and not self._is_as_before(line, said)
        ]

    @cached_property
    def revealed(self) -> list[Line]:
        """Dimensions that were told as shut and are not any more: their ratings are to be seen before they are agreed."""
        told = self._told()
        return [line for line in self._changed() if line.key in told] if told else []

    @property
    def revealed_titles(self) -> str:
        return ", ".join(line.title for line in self.revealed)

    @property
    def carried(self) -> list[forms.BoundField]:
        return [self[f"{name}-{line.key}"] for line in self._asked for name in ("token", *SAID)]

    @property
    def has_news(self) -> bool:
        """Something was typed in vain, or in time again, that the person has not been told of."""
        told = self._told()
        return any(one.key not in told for one in self.shut) or bool(self.revealed)

    def _told(self) -> list[str]:
        return self.cleaned_data.get("told", "").split() if self.is_bound else []

    def _is_in_sight(self, line: Line) -> bool:
        """Whether a level that is replaced is one that the person saw; of another they are told first."""
        return self._before(line.key) is not None

    def levels(self) -> list[AgreedLevel]:
        """What is agreed anew; it rests on the round whose result stood beside it."""
        reason = self.cleaned_data.get("reason", "")
        return [
            AgreedLevel(
                programme_id=self.assessment.programme_id,
                assessment=self.assessment,
                dimension=line.key,
                round=line.standing.round,
                reason=reason if self.present[line.key] else "",
                **self._said(line.key),
            )
            for line in self._changed()
        ]

    def seen(self) -> dict[str, str]:
        return {line.key: self.cleaned_data.get(f"token-{line.key}", "") for line in self.lines}

    def meet(self, present: Mapping[str, AgreedLevel | None]) -> None:
        """Show what others agreed beside what was typed; sending again is then a decision made with both in sight."""
        self.data, self.stale = self.data.copy(), frozenset(present)
        self.present |= present
        for key, level in present.items():
            self.data[self.add_prefix(f"token-{key}")] = token_of(level)

    @property
    def places(self) -> list[Place]:
        return [
            Place(
                line,
                self[f"token-{line.key}"],
                [self[f"{name}-{line.key}"] for name in SAID],
                self.present[line.key] if line.key in self.stale else None,
                line.key in self.stale,
            )
            for line in self.lines
        ]


def _as_compared(said: Mapping[str, Any]) -> list[str]:
    """What is said in one form: numbers as people write them, line ends as they are stored and not as browsers send."""
    level, rationale, confidence = (said[name] for name in SAID)
    return [_number(level), "\n".join(str(rationale).split("\r\n")).strip(), str(confidence)]


def _number(level: Any) -> str:
    """Levels come as numbers from the database, and as they were typed from a field that is carried along."""
    try:
        return short(Decimal(str(level)))
    except InvalidOperation:
        return str(level)
