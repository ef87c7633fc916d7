"""Reads the scripts: YAML files of dated acts, each with who did it, why, and the deeds that it consists of.

- when: 40/12            # see `days.Days.day`
  by: amara
  why: Agreed at the programme board
  deeds:
  - add: risk
    as: winter           # a name for later deeds
    title: …
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from config.demo.days import Days, working_day

FOLDER = Path(__file__).parent
NO_ACTS = {"programme", "series"}  # files that hold something else
Deed = dict[str, Any]


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # in C where libyaml is present
    """YAML in which `on`, `yes` and `no` are words: only true and false are truth values."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))


@dataclass(frozen=True)
class Act:
    """What one person did on one day, for one reason."""

    named: date  # the day that the script means; sorted by it, acts keep their order over a weekend
    by: str
    why: str
    deeds: tuple[Deed, ...]
    place: str  # file and number, for messages

    @property
    def day(self) -> date:
        return working_day(self.named)


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)


def acts_of(folder: Path, days: Days) -> list[Act]:
    """All acts in the folder's files in the order of their days; those of one day as the files have them."""
    found = [
        act for path in sorted(folder.glob("*.yaml")) if path.stem not in NO_ACTS for act in _acts(path, days)
    ]
    return sorted(found, key=lambda act: act.named)


def _acts(path: Path, days: Days) -> Iterator[Act]:
    for number, entry in enumerate(read(path) or [], start=1):
        place = f"{path.parent.name}/{path.name}, act {number}"
        named = days.day(entry["when"])
        if named >= days.today:
            raise ValueError(f"{place} lies in the future")
        why, deeds = entry.get("why", ""), tuple(entry["deeds"])
        yield Act(named=named, by=entry["by"], why=why, deeds=deeds, place=place)
