"""YAML text to composed nodes that still know their lines; whatever could do harm is refused here."""

from collections.abc import Iterator

import yaml

MOST_CHARACTERS = 2_000_000
MOST_LEVELS = 40
MOST_PARTS = 40_000  # entries, items, and beginnings and ends of lists and mappings

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same loader, in C where libyaml is present

KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
    "timestamp": "a date",
    "seq": "a list",
    "map": "a mapping",
}


class NotYaml(ValueError):
    """The text is no YAML that a pack may hold; `line` is counted from 1."""

    def __init__(self, line: int, text: str):
        super().__init__(text)
        self.line = line
        self.text = text


def compose(text: str) -> yaml.Node:
    """The root node of the one document in `text`; raises NotYaml."""
    if len(text) > MOST_CHARACTERS:
        raise NotYaml(1, f"the file is longer than {MOST_CHARACTERS:,} characters")
    try:
        refuse_hostile(text)
        root = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYaml(mark.line + 1 if mark else 1, f"not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise NotYaml(1, f"not valid YAML: {error}") from error
    if root is None:
        raise NotYaml(1, "the file is empty")
    return root


def refuse_hostile(text: str) -> None:
    """An alias lets ten lines stand for a thousand million; deep nesting exhausts the stack of any reader.

    A quarter of a megabyte of commas is a hundred thousand parts, each of which costs more to judge than to write.
    """
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=Loader)):
        if number > MOST_PARTS:
            raise NotYaml(line(event), f"has more than {MOST_PARTS:,} entries")
        if isinstance(event, yaml.AliasEvent):
            raise NotYaml(line(event), "aliases (*name) are not allowed in a pack")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MOST_LEVELS:
            raise NotYaml(line(event), f"nested deeper than {MOST_LEVELS} levels")


def line(place: yaml.Node | yaml.Event) -> int:
    return place.start_mark.line + 1 if place.start_mark else 1


def kind(node: yaml.Node) -> str:
    """What the node holds, as a word: "str", "map", ...; an unknown tag is given back whole."""
    return node.tag.removeprefix("tag:yaml.org,2002:")


def kind_in_words(node: yaml.Node) -> str:
    return KINDS.get(kind(node), f"the tag '{node.tag}', which is not allowed")


def pairs(node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Each entry as (name, name node, value node); a name that is no scalar is given as its kind in words."""
    for name, value in node.value:
        yield (name.value if isinstance(name, yaml.ScalarNode) else kind_in_words(name)), name, value


def child(node: yaml.Node, step: str | int) -> yaml.Node | None:
    """One step down: an entry by name, a list item by its position or by its `key`."""
    if isinstance(node, yaml.MappingNode):
        return next((value for name, _, value in pairs(node) if name == str(step)), None)
    if isinstance(node, yaml.SequenceNode):
        if isinstance(step, int):
            return node.value[step] if step < len(node.value) else None
        return next((item for item in node.value if key_of(item) == step), None)
    return None


def key_of(node: yaml.Node) -> str | None:
    found = child(node, "key") if isinstance(node, yaml.MappingNode) else None
    return found.value if isinstance(found, yaml.ScalarNode) else None
