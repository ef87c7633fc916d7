"""All age bands of a profile in one text, as a table is pasted: a line a band, its ages, then women and men."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text_area import TextArea
from assessments.models import AgeBand, PopulationProfile
from assessments.models.needs import OLDEST
from history.grid import Grid, Values, cells_before, token
from history.merge import merge_text

BANDS = Grid(AgeBand, line="profile_id", column="from_age", fields=("to_age", "women", "men", "persons"))
MOST_PEOPLE = 2_000_000_000

_AGES = re.compile(
    r"\s*(?P<start>\d{1,3})\s*(?:[-–—]\s*(?P<end>\d{1,3})|(?P<open>\+|and over|and older))?(?![\d,.])"
)


class AgeBandsForm(forms.Form):
    """`cleaned_data["bands"]` has the values of each band by its first age."""

    grid = BANDS

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    bands = forms.CharField(
        label=gettext_lazy("Age bands"),
        required=False,
        max_length=6000,
        widget=TextArea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "A line for each band: its ages, the number of women, the number of men; or its ages and one number where "
            "the source does not part them. You can paste three columns of a spreadsheet. "
            "For example: 0–4; 1,210; 1,280 or 85 and over; 930."
        ),
    )

    def meet(self, profile: PopulationProfile, rows: Mapping[int, AgeBand]) -> dict[str, Any]:
        """What others saved meanwhile (`theirs`, as text), and whether the form now holds a merge with what was typed."""
        present = sorted(rows.values(), key=lambda band: band.from_age)
        before = cells_before(BANDS, profile.pk, self.cleaned_data["token"], rows)
        began = [AgeBand(from_age=age, **values) for age, values in sorted(before.items()) if values]
        typed = self.data["bands"].replace("\r\n", "\n")
        merged = merge_text(as_text(began), as_text(present), typed)
        has_merge = bool(began) and not merged.has_conflict
        self.data = self.data.copy()
        self.data["token"] = token(present)
        self.data["bands"] = merged.text if has_merge else typed
        return {"theirs": as_text(present), "has_merge": has_merge}

    def clean_bands(self) -> dict[int, Values]:
        found: dict[int, dict[str, Any]] = {}
        mistakes: list[str] = []
        for number, line in enumerate(self.cleaned_data["bands"].splitlines(), start=1):
            if not line.strip():
                continue
            try:
                start, values = _band(line)
                if start in found:
                    raise ValueError(_("a band from this age stands above already"))
                found[start] = values
            except ValueError as mistake:
                mistakes.append(_("Line %(n)s: %(mistake)s.") % {"n": number, "mistake": mistake})
        mistakes += [] if mistakes else _overlaps(found)
        if mistakes:
            raise ValidationError(mistakes)
        return found


def _band(line: str) -> tuple[int, dict[str, Any]]:
    """The first age and the values of one line; ValueError says what is wrong with it."""
    line = line.replace(", ", "; ")
    ages = _AGES.match(line)
    if ages is None:
        raise ValueError(_("it should begin with ages, such as 65–74 or 85 and over"))
    start, end = int(ages["start"]), int(ages["end"] or ages["start"])
    if end < start or end > OLDEST:
        raise ValueError(_("the ages should rise, up to %(oldest)s") % {"oldest": OLDEST})
    counts = [_count(word) for word in re.split(r"[;\s|]+", line[ages.end() :].strip(" ;\t|")) if word]
    if len(counts) not in {1, 2}:
        raise ValueError(_("give women and men, or one number for both"))
    women, men, persons = (*counts, None) if len(counts) == 2 else (None, None, *counts)
    return start, {"to_age": None if ages["open"] else end, "women": women, "men": men, "persons": persons}


def _count(word: str) -> int:
    digits = word.replace(",", "")
    if not digits.isdecimal() or int(digits) > MOST_PEOPLE:
        raise ValueError(_("“%(word)s” is not a number of people") % {"word": word})
    return int(digits)


def _overlaps(found: dict[int, dict[str, Any]]) -> list[str]:
    return [
        _("The bands from %(one)s and from %(two)s overlap.") % {"one": one, "two": two}
        for one, two in pairwise(sorted(found))
        if found[one]["to_age"] is None or found[one]["to_age"] >= two
    ]


def as_text(bands: Sequence[AgeBand]) -> str:
    lines = []
    for band in bands:
        counts = [band.persons] if band.persons is not None else [band.women, band.men]
        lines.append("; ".join([band.label, *map(str, counts)]))
    return "\n".join(lines)
