"""Lays a translation over a pack: a tree of the same form that holds only the texts that differ.

    steps:
      value-case:
        title: Dossier de valeur

Items of a list are named by their `key`; a list of plain texts is given whole. Keys, numbers and choices have no
translation: they are what the rest of the program holds on to.
"""

from dataclasses import is_dataclass, replace
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import yaml

from content.shapes import WRONG, Mistake, hints_of, name_of, read, wrong
from content.yaml_nodes import kind_in_words, pairs


def overlay(value: Any, hint: Any, node: yaml.Node, place: str, mistakes: list[Mistake]) -> Any:
    """`value` with the texts of `node` in it; whatever does not fit is added to `mistakes` and left as it was."""
    hint = without_none(hint)
    if hint is str:
        text = read(node, str, place, mistakes)
        return value if text is WRONG else text
    if is_dataclass(value) and not isinstance(value, type):
        return overlay_record(value, node, place, mistakes)
    if get_origin(hint) in (list, tuple):
        return overlay_list(value, hint, node, place, mistakes)
    if get_origin(hint) is dict:
        return overlay_dict(value, hint, node, place, mistakes)
    wrong(node, f"{place} cannot be translated", mistakes)
    return value


def without_none(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return next(choice for choice in get_args(hint) if choice is not NoneType)
    return hint


def overlay_record(value: Any, node: yaml.Node, place: str, mistakes: list[Mistake]) -> Any:
    hints = hints_of(type(value))
    changes = {}
    for name, below in entries(node, place, mistakes).items():
        if name not in hints:
            wrong(below, f"{place} has no '{name}' to translate", mistakes)
            continue
        inside = f"{name} of {place}"
        changes[name] = overlay(getattr(value, name), hints[name], below, inside, mistakes)
    return replace(value, **changes)


def overlay_list(value: Any, hint: Any, node: yaml.Node, place: str, mistakes: list[Mistake]) -> Any:
    item_hint = get_args(hint)[0]
    if item_hint is str:
        texts = read(node, hint, place, mistakes)
        if texts is not WRONG and len(texts) != len(value):
            wrong(node, f"{place} should have {len(value)} texts, not {len(texts)}", mistakes)
        return value if texts is WRONG else texts
    trees = entries(node, place, mistakes)
    for name in trees.keys() - {getattr(item, "key", None) for item in value}:
        wrong(trees[name], f"{place} has no '{name}' to translate", mistakes)
    items = [
        overlay(item, item_hint, trees[item.key], f"'{item.key}' of {place}", mistakes)
        if getattr(item, "key", None) in trees
        else item
        for item in value
    ]
    return type(value)(items)


def overlay_dict(value: Any, hint: Any, node: yaml.Node, place: str, mistakes: list[Mistake]) -> Any:
    value_hint = get_args(hint)[1]
    names = {str(name): name for name in value}
    changed = dict(value)
    for text, below in entries(node, place, mistakes).items():
        if text not in names:
            wrong(below, f"{place} has no '{text}' to translate", mistakes)
            continue
        name = names[text]
        inside = name_of(value_hint, below) or f"'{text}' of {place}"
        changed[name] = overlay(value[name], value_hint, below, inside, mistakes)
    return changed


def entries(node: yaml.Node, place: str, mistakes: list[Mistake]) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        wrong(node, f"{place} should be a mapping, not {kind_in_words(node)}", mistakes)
        return {}
    found: dict[str, yaml.Node] = {}
    for name, name_node, below in pairs(node):
        if name in found:
            wrong(name_node, f"{place} has '{name}' twice", mistakes)
        found[name] = below
    return found
