"""The colours of a drawing, by what they mean; the same tokens as the web theme's, plus a few of its own."""

COLOURS: dict[str, str] = {
    "ink": "#1c2b33",
    "paper": "#ffffff",
    "wash": "#f5f7f7",
    "band": "#e6eced",
    "quiet": "#4a5a63",
    "faint": "#84939b",
    "grid": "#d3dadd",
    "brand": "#0b6566",
    "tint": "#dcecec",
    "on": "#00703c",
    "watch": "#f7b538",
    "off": "#b3261e",
    "off-tint": "#f7dfdd",
    "reopened": "#5a3d8a",
    "agreed": "#005a9c",
    "improvement": "#005a9c",
    "concern": "#b4530a",
    "neutral": "#5a3d8a",
    "target": "#00703c",
    # Series alternate dark and light, so that neighbours differ in lightness and not only in hue.
    "series-1": "#0b6566",
    "series-2": "#a3d3cf",
    "series-3": "#37538c",
    "series-4": "#bccbe8",
    "series-5": "#7a5414",
    "series-6": "#ecd29a",
    "series-7": "#6b3a75",
    "series-8": "#dcc1e0",
}

SERIES: tuple[str, ...] = tuple(token for token in COLOURS if token.startswith("series-"))

# The fills that a text of colour "ink" can be read on; on the others it is "paper".
LIGHT: frozenset[str] = frozenset(
    {
        "paper",
        "wash",
        "band",
        "grid",
        "tint",
        "watch",
        "off-tint",
        "series-2",
        "series-4",
        "series-6",
        "series-8",
    }
)


def text_on(fill: str) -> str:
    """The token of a text that stands on `fill`."""
    return "ink" if fill in LIGHT else "paper"
