"""What is written to the log: no line shows an address that opens something to whoever reads it.

A link to rate, an invitation and a link to a new password are keys, and Django logs the path of what it refuses: a form without its protection, an
act that an address does not know, a fault. The key is cut out at the last step, when message, arguments and traceback
have become text, so that it makes no difference where it stood.
"""

import logging
import re

# The part of a path after one of these; also in an address within another one: ?next=%2Frate%2F<token>%2F
BEFORE_A_KEY = r"(?:/|%2F)(?:rate|invitations|reset(?:/|%2F)key)(?:/|%2F)"
KEYS = re.compile(rf"({BEFORE_A_KEY})(?:(?!%2F)[^/\s?#&\"'<>])+", re.IGNORECASE)


class WithoutKeys(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return cut(super().format(record))


def cut(text: str) -> str:
    return KEYS.sub(r"\1…", text)
