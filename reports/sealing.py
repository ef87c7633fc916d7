"""The fingerprint of a report: canonical JSON, and its SHA-256.

Canonical here means: keys in order, no spaces, UTF-8, Unicode in normal form C, dates as ISO 8601, decimals as text,
no NaN or infinity. The same facts always give the same bytes, so anybody can check a copy with `sha256sum`.
"""

import hashlib
import json
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise


def canonical(data: Any) -> str:
    """The one text of a data set; TypeError for values that JSON does not have, ValueError for NaN."""
    return json.dumps(
        _plain(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def fingerprint(text: str) -> str:
    """Hexadecimal SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_plain(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Promise):  # a text that waits for its translation
        return _plain(str(value))
    raise TypeError(f"A report cannot hold {value!r}")
