"""Finds packs in a folder: files called key.v1.yaml, key.v2.yaml. Published ones are listed and never edited."""

import hashlib
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from content.packs import Mistake, Pack, PackError, load

P = TypeVar("P", bound=Pack)

FILE_NAME = re.compile(r"(?P<key>[a-z0-9-]+)\.v(?P<version>[1-9][0-9]*)\.yaml")
TRANSLATION = re.compile(r"(?P<pack>[a-z0-9-]+\.v[1-9][0-9]*)\.[a-z]{2,3}(-[a-z0-9]+)*\.yaml")
LIST_NAME = "published.txt"


@dataclass(frozen=True, order=True)
class PackFile:
    key: str
    version: int
    path: Path


@dataclass(frozen=True)
class Shelf(Generic[P]):
    """A folder of packs of one kind: those that can be read, and the mistakes of the files that cannot."""

    packs: Mapping[tuple[str, int], P]
    broken: Mapping[Path, list[Mistake]]

    def newest(self) -> dict[str, P]:
        """By key, the latest version that can be read."""
        return {key: pack for (key, _), pack in self.packs.items()}

    def versions(self, key: str) -> list[int]:
        return [version for name, version in self.packs if name == key]

    def mistakes(self, *, below: Path) -> list[str]:
        """One line each, as "instruments/team-readiness.v1.yaml:31: ...", the files named from `below`."""
        return [
            f"{path.relative_to(below)}:{mistake.line}: {mistake.text}"
            for path, found in sorted(self.broken.items())
            for mistake in sorted(found)
        ]


def pack_files(folder: Path) -> list[PackFile]:
    """Every version of every pack in the folder, by key, oldest first."""
    found = [(FILE_NAME.fullmatch(path.name), path) for path in folder.glob("*.yaml")]
    return sorted(PackFile(name["key"], int(name["version"]), path) for name, path in found if name)


def versions(folder: Path, key: str) -> list[int]:
    return [file.version for file in pack_files(folder) if file.key == key]


def newest(folder: Path, key: str, shape: type[P]) -> P:
    """The latest version of one pack; raises LookupError when the folder has none."""
    known = versions(folder, key)
    if not known:
        raise LookupError(f"{folder} has no pack '{key}'")
    return version_of(folder, key, known[-1], shape)


def shelf(folder: Path, shape: type[P]) -> Shelf[P]:
    """Every pack of a folder that holds one kind, oldest version first; a wrong file takes no other with it."""
    packs: dict[tuple[str, int], P] = {}
    broken = {path: [Mistake(1, text)] for path, text in strays(folder)}
    for file in pack_files(folder):
        try:
            packs[file.key, file.version] = version_of(folder, file.key, file.version, shape)
        except PackError as error:
            broken |= {Path(name): found for name, found in error.mistakes.items()}
    return Shelf(packs, broken)


def strays(folder: Path) -> Iterator[tuple[Path, str]]:
    """Files that nobody would ever read, each with the reason: a slip in the name, a translation of nothing."""
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        translation = TRANSLATION.fullmatch(path.name)
        if translation and not (folder / f"{translation['pack']}.yaml").is_file():
            yield path, f"is a translation of {translation['pack']}.yaml, which does not exist"
        elif not (translation or FILE_NAME.fullmatch(path.name)):
            yield path, "the file name should be like team-readiness.v1.yaml, or team-readiness.v1.fr.yaml"


def version_of(folder: Path, key: str, version: int, shape: type[P]) -> P:
    """One given version, so that work begun under an older one can still be read as it was asked."""
    path = folder / f"{key}.v{version}.yaml"
    if not path.is_file():
        raise LookupError(f"{folder} has no version {version} of '{key}'")
    pack: P = loaded(path, key, version, cast(Hashable, shape))
    return pack


@cache
def loaded(path: Path, key: str, version: int, shape: Any) -> Any:
    """The pack, read once in the life of the process; raises PackError."""
    pack = load(path, shape)
    if (pack.key, pack.version) != (key, version):
        says = f"the file name says {key} version {version}, the pack {pack.key} version {pack.version}"
        raise PackError({str(path): [Mistake(1, says)]})
    return pack


def fingerprint(path: Path) -> str:
    """SHA-256 of the file, line ends as on Unix, so that a checkout on Windows gives the same."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def published(folder: Path) -> dict[tuple[str, int], str]:
    """(key, version) → fingerprint, from the folder's list; empty when nothing is published."""
    listing = folder / LIST_NAME
    if not listing.exists():
        return {}
    rows = [row.split() for row in listing.read_text(encoding="utf-8").splitlines() if row.strip()]
    return {(key, int(version)): mark for key, version, mark in rows}


def edited(folder: Path) -> Iterator[str]:
    """In words, each published pack that is gone or no longer what was published."""
    present = {(file.key, file.version): file.path for file in pack_files(folder)}
    for (key, version), mark in published(folder).items():
        path = present.get((key, version))
        if path is None:
            yield f"{key} version {version} was published and is gone"
        elif fingerprint(path) != mark:
            yield f"{path.name} was published and has been edited: make version {version + 1} instead"


def publish(folder: Path) -> list[PackFile]:
    """Adds the folder's unlisted packs to its list; raises ValueError if a listed one was edited."""
    if wrong := list(edited(folder)):
        raise ValueError("\n".join(wrong))
    listed = published(folder)
    fresh = [file for file in pack_files(folder) if (file.key, file.version) not in listed]
    with (folder / LIST_NAME).open("a", encoding="utf-8") as listing:
        listing.writelines(f"{file.key} {file.version} {fingerprint(file.path)}\n" for file in fresh)
    return fresh
