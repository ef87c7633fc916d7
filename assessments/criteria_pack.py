"""The criteria that a ranking of cohorts usually begins with; a programme takes them over and may change all of them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.packs import Key, Pack
from content.registry import newest

FOLDER = Path(__file__).parent / "packs"


@dataclass(frozen=True, kw_only=True)
class UsualCriterion:
    key: Key
    title: str
    weight: int
    meaning_of_1: str
    meaning_of_5: str


@dataclass(frozen=True, kw_only=True)
class CriteriaPack(Pack):
    criteria: tuple[UsualCriterion, ...]


@cache
def usual_criteria() -> CriteriaPack:
    return newest(FOLDER, "criteria", CriteriaPack)
