"""Which groups of a panel are told apart, so that nothing shown is about fewer people than the minimum.

Every breakdown (organisation, sector, profession) sorts the same people into blocks, and more than one is shown. Two
tables that are each safe can give somebody away together: seven in health, six of them from one organisation. So the
rule is about the crossing of all breakdowns that are shown: each cell of it holds nobody, or at least the minimum. Every
sum or difference of the tables then weighs all people of a cell alike, and rests on whole cells or on nobody.
The proof, and what it does not cover: docs/explanation/small-groups.md.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from math import inf

SMALLEST = 5  # the minimum may be raised, never lowered

Block = tuple[str, ...]  # the groups that are counted together, in order
Blocks = tuple[Block, ...]  # one block: the breakdown is not shown
Cell = tuple[Block, ...]  # where somebody stands in the breakdowns that are shown
Tally = Counter[tuple[int, Cell]]  # heads by population and cell


def breakdowns(
    people: Sequence[Mapping[str, str]],
    names: Sequence[str],
    *,
    minimum: int,
    populations: Sequence[Collection[int]] | None = None,
    start: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> dict[str, Blocks]:
    """The blocks of each breakdown, the first named being merged least; "" is the group of those without one.

    `populations` are those of whom tables are shown, as positions in `people` (left out: everybody); no block or cell
    may hold a few of any. A population under the minimum has no table and is not looked at. `start` gives blocks to
    begin from, which are merged further and never taken apart: what was shown before, or is shown of more people.
    """
    if minimum < SMALLEST:
        raise ValueError(f"The smallest group that is shown has at least {SMALLEST} people, not {minimum}.")
    given = [range(len(people))] if populations is None else populations
    shown = [crowd for crowd in dict.fromkeys(map(frozenset, given)) if len(crowd) >= minimum]
    cells: list[Cell] = [()] * len(people)
    found = {}
    for name in names:
        groups = [person.get(name, "") for person in people]
        first = _starting(groups, (start or {}).get(name, ()))
        blocks = _merged(_tallies(groups, first, cells, shown), minimum) if shown else _one(groups)
        found[name] = blocks
        if len(blocks) > 1:
            home = {group: block for block in blocks for group in block}
            cells = [(*cell, home[group]) for cell, group in zip(cells, groups, strict=True)]
    return found


def _one(groups: Sequence[str]) -> Blocks:
    return (tuple(sorted(set(groups))),) if groups else ()


def _starting(groups: Sequence[str], start: Sequence[Sequence[str]]) -> list[Block]:
    """The blocks to start from, without groups that nobody belongs to; a group they do not know stands by itself."""
    present = set(groups)
    kept = [tuple(sorted(present.intersection(block))) for block in start]
    known = {group for block in kept for group in block}
    return [block for block in kept if block] + [(group,) for group in sorted(present - known)]


def _tallies(
    groups: Sequence[str],
    blocks: Sequence[Block],
    cells: Sequence[Cell],
    populations: Sequence[frozenset[int]],
) -> dict[Block, Tally]:
    home = {group: block for block in blocks for group in block}
    tallies: dict[Block, Tally] = {block: Counter() for block in blocks}
    for number, population in enumerate(populations):
        for person in population:
            tallies[home[groups[person]]][number, cells[person]] += 1
    return tallies


def _merged(tallies: dict[Block, Tally], minimum: int) -> Blocks:
    """Blocks merged until no cell holds a few people, the block with the smallest such cell first.

    All that is merged becomes one block of others, so that the groups that are large enough keep their names.
    """
    while len(tallies) > 1:
        small = sorted(
            (_fewest(tally), block) for block, tally in tallies.items() if _fewest(tally) < minimum
        )
        if not small:
            break
        first = small[0][1]
        second = _companion(first, tallies, [block for _, block in small[1:]], minimum)
        together = tallies.pop(first) + tallies.pop(second)
        tallies[tuple(sorted(first + second))] = together
    return tuple(sorted(tallies, key=lambda block: (len(block) > 1, block)))


def _fewest(tally: Tally) -> float:
    """Heads in the smallest cell that holds anybody."""
    return min(tally.values(), default=inf)


def _companion(first: Block, tallies: Mapping[Block, Tally], small: Sequence[Block], minimum: int) -> Block:
    """What a block is merged with: the others, or else the next that is too small, or else the smallest that will do."""
    rest = [block for block in tallies if block != first]
    others = [block for block in rest if len(block) > 1]
    if others or small:
        return (others or small)[0]

    def cost(block: Block) -> tuple[bool, int, Block]:
        return _fewest(tallies[first] + tallies[block]) < minimum, tallies[block].total(), block

    return min(rest, key=cost)
