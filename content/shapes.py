"""Reads composed YAML into the frozen dataclasses that an app declares, and says in words what does not fit.

A shape is a dataclass with type hints: str, Key, int, float, bool, Literal, X | None, list[X], tuple[X, ...],
dict[str, X], dict[int, X] and further shapes. A shape may have a method `problems()` that yields what the hints
cannot say, as (path to the place, mistake in words).
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from difflib import get_close_matches
from itertools import islice
from types import NoneType, UnionType
from typing import Any, Final, Literal, NewType, Union, get_args, get_origin, get_type_hints

import yaml
from yaml.constructor import SafeConstructor

from content.yaml_nodes import KINDS, child, key_of, kind, kind_in_words, line, pairs

Key = NewType("Key", str)  # names a thing for good: lower case, digits and hyphens; never translated
Path = tuple[str | int, ...]

KEY_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SCALARS: dict[Any, tuple[str, ...]] = {
    str: ("str",),
    Key: ("str",),
    int: ("int",),
    float: ("float", "int"),
    bool: ("bool",),
}
WRONG: Final = object()  # stands where a value could not be read; the mistake is on the list
MOST_MISTAKES = 100  # after so many a file is not read further
LONGEST_NUMBER = 30  # characters: beyond it, writing a number in full takes longer than reading the file
UNSHOWN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)  # what escapes bring in: "\0", half a character


@dataclass(frozen=True, order=True)
class Mistake:
    line: int
    text: str


class TooMany(Exception):
    """The list of mistakes is full; what is on it is enough to begin with."""


def read(node: yaml.Node, hint: Any, place: str, mistakes: list[Mistake]) -> Any:
    """The value of `node` as `hint` wants it, or WRONG with the reason added to `mistakes`."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return read_optional(node, hint, place, mistakes)
    if origin in (list, tuple):
        return read_list(node, hint, place, mistakes)
    if origin is dict:
        return read_dict(node, hint, place, mistakes)
    if origin is Literal:
        return read_choice(node, hint, place, mistakes)
    if is_dataclass(hint) and isinstance(hint, type):
        return read_record(node, hint, place, mistakes)
    if hint in SCALARS:
        return read_scalar(node, hint, place, mistakes)
    raise TypeError(f"{place}: a shape cannot hold {hint!r}")


def wrong(node: yaml.Node, text: str, mistakes: list[Mistake]) -> Any:
    """Puts the mistake on the list; raises TooMany when that is full."""
    mistakes.append(Mistake(line(node), text))
    if len(mistakes) >= MOST_MISTAKES:
        raise TooMany
    return WRONG


def read_optional(node: yaml.Node, hint: Any, place: str, mistakes: list[Mistake]) -> Any:
    inner = [choice for choice in get_args(hint) if choice is not NoneType]
    if len(inner) != 1 or len(get_args(hint)) != 2:
        raise TypeError(f"{place}: a shape may hold X | None, not {hint}")
    return None if kind(node) == "null" else read(node, inner[0], place, mistakes)


def read_scalar(node: yaml.Node, hint: Any, place: str, mistakes: list[Mistake]) -> Any:
    if kind(node) not in SCALARS[hint] or not isinstance(node, yaml.ScalarNode):
        return wrong(node, f"{place} should be {should_be(hint, node)}", mistakes)
    if kind(node) in ("int", "float") and len(node.value) > LONGEST_NUMBER:
        return wrong(node, f"{place} is not a number that can be read: it is too long", mistakes)
    try:
        value = SafeConstructor().construct_object(node)
    except ValueError:
        return wrong(node, f"{place} is not a number that can be read", mistakes)
    if hint in (str, Key) and not value.strip():
        return wrong(node, f"{place} is empty", mistakes)
    if kind(node) == "str" and UNSHOWN.search(value):
        return wrong(node, f"{place} has a character that cannot be shown", mistakes)
    if hint is Key and not KEY_FORM.fullmatch(value):
        return wrong(node, f"{place} should be lower-case words joined by hyphens, not '{value}'", mistakes)
    if hint is float:
        return float(value) if math.isfinite(value) else wrong(node, f"{place} is not a number", mistakes)
    return value


def should_be(hint: Any, node: yaml.Node) -> str:
    wanted, found = KINDS[SCALARS[hint][0]], kind_in_words(node)
    needs_quotes = wanted == "text" and kind(node) in ("int", "float", "bool", "timestamp")
    return f"{wanted}, not {found}" + ("; put it in quotes" if needs_quotes else "")


def read_choice(node: yaml.Node, hint: Any, place: str, mistakes: list[Mistake]) -> Any:
    choices = get_args(hint)
    kinds = {str: "str", int: "int"}
    for choice in choices:
        if kind(node) == kinds[type(choice)] and node.value == str(choice):
            return choice
    listed = ", ".join(f"'{choice}'" for choice in choices)
    shown = f"'{node.value}'" if isinstance(node, yaml.ScalarNode) else kind_in_words(node)
    return wrong(node, f"{place} should be one of {listed}, not {shown}", mistakes)


def read_list(node: yaml.Node, hint: Any, place: str, mistakes: list[Mistake]) -> Any:
    if not isinstance(node, yaml.SequenceNode) or kind(node) != "seq":
        return wrong(node, f"{place} should be a list, not {kind_in_words(node)}", mistakes)
    item_hint = get_args(hint)[0]
    seen: set[str] = set()
    for item in node.value:
        key = key_of(item)
        if key is not None and key in seen:
            wrong(item, f"{place} has the key '{key}' twice", mistakes)
        seen.add(key or "")
    items = [
        read(item, item_hint, name_of(item_hint, item) or f"item {number} of {place}", mistakes)
        for number, item in enumerate(node.value, start=1)
    ]
    return tuple(items) if get_origin(hint) is tuple else items


def read_dict(node: yaml.Node, hint: Any, place: str, mistakes: list[Mistake]) -> Any:
    if not isinstance(node, yaml.MappingNode) or kind(node) != "map":
        return wrong(node, f"{place} should be a mapping, not {kind_in_words(node)}", mistakes)
    name_hint, value_hint = get_args(hint)
    found: dict[Any, Any] = {}
    for name, name_node, value_node in pairs(node):
        read_name = read(name_node, name_hint, f"the name '{name}' in {place}", mistakes)
        if read_name in found:
            wrong(name_node, f"{place} has '{name}' twice", mistakes)
            continue
        value_place = name_of(value_hint, value_node) or f"'{name}' of {place}"
        found[name if read_name is WRONG else read_name] = read(value_node, value_hint, value_place, mistakes)
    return found


def read_record(node: yaml.Node, shape: type, place: str, mistakes: list[Mistake]) -> Any:
    """One instance of the dataclass `shape`; WRONG as soon as any entry is missing, unknown, double or wrong."""
    if not isinstance(node, yaml.MappingNode) or kind(node) != "map":
        return wrong(node, f"{place} should be a mapping, not {kind_in_words(node)}", mistakes)
    before, entries = len(mistakes), known_entries(node, shape, place, mistakes)
    hints = hints_of(shape)
    values = {}
    for field in fields(shape):
        if field.name in entries:
            inside = f"{field.name} of {place}"
            values[field.name] = read(entries[field.name], hints[field.name], inside, mistakes)
        elif is_required(field):
            wrong(node, f"{place} has no {field.name}", mistakes)
    if len(mistakes) > before:
        return WRONG
    made = shape(**values)
    found = islice(problems_of(made), MOST_MISTAKES)
    mistakes += [Mistake(line_at(node, path), f"{place} {text}") for path, text in found]
    return made


def known_entries(
    node: yaml.MappingNode, shape: type, place: str, mistakes: list[Mistake]
) -> dict[str, yaml.Node]:
    known = [field.name for field in fields(shape)]
    entries: dict[str, yaml.Node] = {}
    for name, name_node, value in pairs(node):
        if name in entries:
            wrong(name_node, f"{place} has '{name}' twice", mistakes)
        elif name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            wrong(name_node, f"{place} has the unknown entry '{name}'{hint}", mistakes)
        else:
            entries[name] = value
    return entries


def problems_of(made: Any) -> Iterator[tuple[Path, str]]:
    return made.problems() if hasattr(made, "problems") else iter(())


def line_at(node: yaml.Node, path: Sequence[str | int]) -> int:
    """The line that `path` leads to, or of the last place on the way that exists."""
    for step in path:
        below = child(node, step)
        if below is None:
            break
        node = below
    return line(node)


def is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def hints_of(shape: type) -> dict[str, Any]:
    return get_type_hints(shape)


def name_of(hint: Any, node: yaml.Node) -> str | None:
    """What to call a record in a mistake: "step 'value-case'"; None when it has no key of its own."""
    key = key_of(node)
    if key is None or not (isinstance(hint, type) and is_dataclass(hint)):
        return None
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", hint.__name__).lower()
    return f"{words} '{key}'"
