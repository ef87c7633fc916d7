"""Who may read an answer again: the browser that wrote it, and whoever is signed in as the respondent (ADR 14).

A link opens the questions and writes answers; it does not show them, since those who run the assessment know every link.
So a browser keeps a random word in a cookie, and each answer a keyed hash of that word and its sheet. The hash differs
from sheet to sheet: that two sheets were written in one browser is not to be seen.
"""

from dataclasses import dataclass

from assessments.ballots import keyed
from assessments.models import Sheet

READER_SALT = "assessments.reader"


@dataclass(frozen=True)
class Reader:
    """Whoever has opened a link. `word` is what their browser keeps, new and therefore useless if it kept none."""

    word: str
    is_respondent: bool = False  # signed in with the account of the person who is asked

    def mark(self, sheet: Sheet) -> str:
        """What is kept with answers on the sheet that this browser writes."""
        return self._marks(sheet)[0]

    def reads(self, sheet: Sheet, mark: str) -> bool:
        """Whether what bears this mark may be shown; what a group enters together is for all to see."""
        return self.is_respondent or sheet.is_joint or mark in self._marks(sheet)

    def _marks(self, sheet: Sheet) -> list[str]:
        return keyed(READER_SALT, f"{self.word}:{sheet.pk}")
