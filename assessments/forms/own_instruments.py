"""The form that takes in an organisation's own instrument: a file, or its text to be mended in place."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text_area import TextArea
from assessments.instrument_pack import Instrument, instruments
from content.packs import PackError, parse

MOST_BYTES = 256 * 1024
SHOWN = 120  # characters of a line that is told as wrong


@dataclass(frozen=True)
class Told:
    """One mistake, with the line that it is in."""

    number: int
    line: str
    words: str


class PackForm(forms.Form):
    """The file wins over the text. `mistakes` are what is wrong with the pack, in the order of its lines."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("YAML, UTF-8, up to 256 kB."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,.txt"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        widget=TextArea(attrs={"rows": 12, "spellcheck": "false", "class": "pack-text"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mistakes: list[Told] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        name = "file" if cleaned.get("file") else "text"
        try:
            text = _text(cleaned)
        except ValueError as refusal:
            self.add_error(name, str(refusal))
            return cleaned
        cleaned["text"] = text
        self.data = self.data.copy()  # a file that is not right comes back as text, to be mended here
        self.data["text"] = text
        self._read(text)
        return cleaned

    def _read(self, text: str) -> None:
        try:
            pack = parse(text, Instrument)
        except PackError as error:
            self._tell(_told(error, text))
            return
        if pack.key in instruments():
            words = _("The library has an instrument with the key “%(key)s”. Give yours another key.")
            self.add_error("text", words % {"key": pack.key})

    def _tell(self, mistakes: list[Told]) -> None:
        """The list stands once, below the text; the field's own error leads to it."""
        self.mistakes = mistakes
        self.fields["text"].widget.attrs["aria-describedby"] = "id_text_error mistakes"
        words = _("This is no instrument yet. What is wrong stands below the text, line by line.")
        self.add_error("text", words)


def _text(cleaned: dict[str, Any]) -> str:
    """The pack with line ends as on Unix; raises ValueError in words."""
    file, text = cleaned.get("file"), cleaned.get("text") or ""
    size = file.size if file else len(text.encode(errors="replace"))
    if size > MOST_BYTES:
        raise ValueError(_("This is larger than 256 kB."))
    if file:
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError(_("The file is not UTF-8 text. Save it as UTF-8.")) from error
    if not text.strip():
        raise ValueError(_("Choose a file, or write its text here."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _told(error: PackError, text: str) -> list[Told]:
    lines = text.split("\n")
    found = sorted(mistake for of_file in error.mistakes.values() for mistake in of_file)
    return [Told(one.line, _line(lines, one.line), one.text) for one in found]


def _line(lines: list[str], number: int) -> str:
    line = lines[number - 1].strip() if number <= len(lines) else ""
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"
