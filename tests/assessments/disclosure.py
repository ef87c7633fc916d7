"""An attacker with linear algebra: whom do the tables give away together?"""

from collections import defaultdict
from fractions import Fraction
from itertools import combinations


def rank(vectors):
    """Of rational vectors, by elimination."""
    rest, found = [[Fraction(value) for value in vector] for vector in vectors], 0
    for column in range(len(rest[0]) if rest else 0):
        pivot = next((row for row in rest if row[column]), None)
        if pivot is None:
            continue
        rest.remove(pivot)
        found += 1
        rest = [
            [a - row[column] / pivot[column] * b for a, b in zip(row, pivot, strict=True)] for row in rest
        ]
    return found


def isolated(rows, minimum, owners=None):
    """Fewer than `minimum` people on whom alone some combination of the tables rests; None if there are none.

    A row has a number for each answer, and `owners` says whose each answer is (left out: one a person). A combination
    that rests on a few people vanishes on the answers of everybody else, so on those the tables have a lower rank. That
    can only be where the few own a column that nobody else has, so the others need not be tried.
    """
    columns = list(zip(*rows, strict=True))
    holders = defaultdict(set)
    for column, owner in zip(columns, owners or range(len(columns)), strict=True):
        holders[column].add(owner)
    rare = {owner for held_by in holders.values() if len(held_by) < minimum for owner in held_by}
    full, ranks = rank(holders), {}
    for few in combinations(sorted(rare), min(minimum - 1, len(rare))):
        left = frozenset(column for column, held_by in holders.items() if not held_by <= {*few})
        if left not in ranks:
            ranks[left] = rank(left)
        if ranks[left] < full:
            return few
    return None
