"""Loads a content pack: a YAML file, checked whole, as the frozen dataclass that an app declares for it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml

from content.overlays import overlay
from content.shapes import WRONG, Key, Mistake, TooMany, read, wrong
from content.yaml_nodes import NotYaml, compose, pairs

__all__ = ["Key", "Mistake", "Pack", "PackError", "Problems", "Source", "load", "parse"]

Problems = Iterator[tuple[tuple[str | int, ...], str]]  # the path to a place, and what is wrong there


@dataclass(frozen=True, kw_only=True)
class Source:
    """A work that a pack's facts come from."""

    key: Key
    citation: str
    url: str | None = None

    def problems(self) -> Problems:
        if self.url and not self.url.startswith(("https://", "http://")):
            yield ("url",), f"has an address that does not begin with https://: '{self.url}'"


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The head that every pack has. A domain's shape inherits it and adds its own entries."""

    key: Key
    version: int
    title: str
    source: str  # where the facts come from
    licence: str  # of the wording in the file
    language: str = "en"
    translations: Mapping[str, Any] = field(
        default_factory=dict, repr=False
    )  # language → the same pack in it

    def in_language(self, code: str | None) -> Self:
        """The pack in "pt-br", else in "pt", else as it is written."""
        wanted = (code or self.language).lower()
        for candidate in (wanted, wanted.split("-")[0]):
            if candidate == self.language:
                return self
            if candidate in self.translations:
                found: Self = self.translations[candidate]
                return found
        return self


P = TypeVar("P", bound=Pack)


class PackError(ValueError):
    """Everything that is wrong with a pack, one mistake a line: "journey.v1.yaml:41: step ... has no purpose"."""

    def __init__(self, mistakes: Mapping[str, list[Mistake]]):
        self.mistakes = dict(mistakes)
        lines = [
            f"{name}:{mistake.line}: {mistake.text}"
            for name, found in self.mistakes.items()
            for mistake in sorted(found)
        ]
        super().__init__("\n".join(lines))


def load(path: Path, shape: type[P]) -> P:
    """The pack in the file, with the translations beside it (journey.v1.fr.yaml); raises PackError."""
    pack = parse(text_of(path), shape, name=str(path))
    translations: dict[str, P] = dict(pack.translations)
    for file in sorted(path.parent.glob(f"{path.stem}.*.yaml")):
        code = file.suffixes[-2].removeprefix(".")
        translations[code] = refuse_if_wrong(str(file), partial(translate, pack, text_of(file)))
    return replace(pack, translations=translations)


def parse(text: str, shape: type[P], *, name: str = "pack") -> P:
    """As `load`, from a text; `name` stands for the file in mistakes."""
    return refuse_if_wrong(name, partial(build, text, shape))


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PackError({str(path): [Mistake(1, "the file is not UTF-8 text")]}) from error


def refuse_if_wrong(name: str, make: Callable[[list[Mistake]], P]) -> P:
    mistakes: list[Mistake] = []
    try:
        made = make(mistakes)
    except NotYaml as error:
        raise PackError({name: [Mistake(error.line, error.text)]}) from error
    except TooMany as error:
        raise PackError({name: mistakes}) from error
    if mistakes:
        raise PackError({name: mistakes})
    return made


def build(text: str, shape: type[P], mistakes: list[Mistake]) -> P:
    root = compose(text)
    taken = take_translations(root)
    for again in taken[1:]:
        wrong(again, "the pack has 'translations' twice", mistakes)
    pack: P = read(root, shape, "the pack", mistakes)
    if pack is WRONG or not taken:
        return pack
    translations = taken[0]
    if not isinstance(translations, yaml.MappingNode):
        wrong(translations, "translations should be a mapping of languages", mistakes)
        return pack
    found = {code: laid_over(pack, tree, mistakes) for code, _, tree in pairs(translations)}
    return replace(pack, translations=found)


def take_translations(root: yaml.Node) -> list[yaml.Node]:
    """Takes the entry out of the tree: it is laid over the pack, not read into it."""
    if not isinstance(root, yaml.MappingNode):
        return []
    taken = [node for name, node in root.value if name.value == "translations"]
    root.value = [(name, node) for name, node in root.value if name.value != "translations"]
    return taken


def translate(pack: P, text: str, mistakes: list[Mistake]) -> P:
    return laid_over(pack, compose(text), mistakes)


def laid_over(pack: P, tree: yaml.Node, mistakes: list[Mistake]) -> P:
    made: P = overlay(replace(pack, translations={}), type(pack), tree, "the translation", mistakes)
    return made
