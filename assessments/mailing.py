"""A session with the mail server in which one letter that fails costs no other letter its way.

Servers end a session after so many messages, or refuse one address: the session is opened anew and the letter tried
once more. A server that cannot be reached, or no longer answers, is not asked again for every letter that is left, since
each would wait for it.
"""

from contextlib import suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, get_connection

ATTEMPTS = 2
PATIENCE = 3  # letters in a row that got no answer
REFUSED_FOR_GOOD = range(500, 600)  # RFC 5321, 4.2.1: sending the same again does not help


class Undelivered(Exception):
    """A letter that did not go; `is_final`: the server will not take it for this address later either."""

    def __init__(self, problem: Exception) -> None:
        super().__init__(type(problem).__name__)
        self.is_final = is_final(problem)


class MailSession:
    """Use it as a context; it opens with the first letter."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False
        self._away: Exception | None = None  # why nothing is tried any more
        self._unanswered = 0

    def __enter__(self) -> "MailSession":
        return self

    def __exit__(self, *raised: object) -> None:
        self._close()

    def send(self, message: EmailMessage) -> None:
        """Raises Undelivered, and nothing else whatever the server or the network does."""
        if self._away:
            raise Undelivered(self._away)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._try(message)
            except (OSError, ValueError) as problem:  # OSError: what smtplib raises, too
                was_open = self._is_open
                self._close()
                if is_final(problem) or attempt == ATTEMPTS:
                    self._note(problem, was_open)
                    raise Undelivered(problem) from problem
            else:
                self._unanswered = 0
                return

    def _try(self, message: EmailMessage) -> None:
        """Raises OSError; ValueError for an address that no mail can be written to."""
        self._connection.open()
        self._is_open = True
        self._connection.send_messages([message])

    def _note(self, problem: Exception, was_open: bool) -> None:
        self._unanswered = 0 if is_answer(problem) else self._unanswered + 1
        if not was_open or self._unanswered >= PATIENCE:
            self._away = problem

    def _close(self) -> None:
        self._is_open = False
        with suppress(OSError):
            self._connection.close()


def is_answer(problem: Exception) -> bool:
    """Whether the server said something, so that it may say something else about the next letter."""
    return isinstance(problem, SMTPRecipientsRefused | SMTPResponseException | ValueError)


def is_final(problem: Exception) -> bool:
    if isinstance(problem, SMTPRecipientsRefused):
        return all(code in REFUSED_FOR_GOOD for code, _answer in problem.recipients.values())
    return isinstance(problem, ValueError)
