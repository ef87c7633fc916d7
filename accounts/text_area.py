"""The box in which people write several lines."""

from collections.abc import Mapping
from typing import Any

from django import forms


class TextArea(forms.Textarea):
    """A line break is one character, as browsers count it by `maxlength`; they send it as two.

    So a text fits that the browser let somebody type, and a text that was opened and not touched is not a changed one.
    """

    def value_from_datadict(self, data: Mapping[str, Any], files: Mapping[str, Any], name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value
