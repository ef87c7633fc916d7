"""Plain sentences in any number, so that pages and comparisons have as much to show as real ones."""

from random import Random

WHO = (
    "The discharge team", "The district nurses", "The housing officers", "The carers' forum", "The general practices",
    "The council's social workers", "The ambulance service", "The day hospital", "The volunteers of the town",
    "The pharmacists", "The board's finance group", "The care homes of the valley",
)  # fmt: skip
DOES = (
    "meet every week to go through", "have agreed how to share", "asked for a shorter form of", "tried out",
    "report few problems with", "need two more months for", "have trained all staff in", "found gaps in",
    "want the others to join in", "cannot yet staff", "took over", "measured the effect of",
)  # fmt: skip
WHAT = (
    "the joint care plan", "the single point of contact", "the falls pathway", "the evening visits",
    "the shared record", "the frailty clinic", "the weekly case meeting", "the carers' assessment",
    "the medicines review", "the return home from hospital", "the waiting list", "the out-of-hours desk",
)  # fmt: skip
HOW = (
    "before the winter.", "as the partners had promised.", "at two of the five sites.", "with money set aside in spring.",
    "although posts are still vacant.", "and will tell the board in a month.", "together with those who use it.",
    "after the first quarter had shown how.", "until a lasting answer is found.", "at no extra cost.",
)  # fmt: skip


def phrase(rng: Random) -> str:
    """A short title."""
    who, what = rng.choice(WHO).removeprefix("The "), rng.choice(WHAT)
    return f"{what.removeprefix('the ').capitalize()}: {who}"


def sentence(rng: Random) -> str:
    return " ".join(rng.choice(part) for part in (WHO, DOES, WHAT, HOW))


def text(rng: Random, least: int, most: int) -> str:
    """So many sentences; five of them have about 450 letters."""
    return " ".join(sentence(rng) for _number in range(rng.randint(least, most)))


def edited(rng: Random, before: str, most: int) -> str:
    """The text with one sentence rewritten, and now and then one more, as long as it has fewer than `most`."""
    sentences = [part.strip(" .") + "." for part in before.split(". ") if part.strip(" .")]
    if not sentences:
        return sentence(rng)
    sentences[rng.randrange(len(sentences))] = sentence(rng)
    if len(sentences) < most and rng.random() < 0.3:
        sentences.append(sentence(rng))
    return " ".join(sentences)
