"""The marks that carry a meaning by their shape, drawn and not typed: a subset font has no such glyphs."""

from xml.etree.ElementTree import Element

from .svg import tag, written

# Corners in parts of the radius; sizes are balanced so that all shapes look equally heavy.
OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    "diamond": ((0, -1.22), (1.22, 0), (0, 1.22), (-1.22, 0)),
    "triangle": ((0, -1.1), (1.15, 0.88), (-1.15, 0.88)),
    "triangle-down": ((0, 1.1), (1.15, -0.88), (-1.15, -0.88)),
    "hexagon": ((-0.55, -0.95), (0.55, -0.95), (1.1, 0), (0.55, 0.95), (-0.55, 0.95), (-1.1, 0)),
}


def mark(
    shape: str,
    x: float,
    y: float,
    r: float,
    *,
    fill: str = "none",
    stroke: str | None = None,
    width: float = 1.5,
    dash: str | None = None,
) -> Element:
    """A closed shape of about radius `r` round its centre: "circle" or one of OUTLINES."""
    common: dict[str, str | float | None] = {
        "fill": fill,
        "stroke": stroke,
        "stroke_width": width if stroke else None,
        "stroke_dasharray": dash,
    }
    if shape == "circle":
        return tag("circle", cx=x, cy=y, r=r, **common)
    corners = " ".join(f"{written(x + dx * r)},{written(y + dy * r)}" for dx, dy in OUTLINES[shape])
    return tag("polygon", points=corners, stroke_linejoin="round", **common)


def tick(x: float, y: float, r: float, *, stroke: str, width: float = 2) -> Element:
    corners = ((-0.62, 0.05), (-0.15, 0.52), (0.65, -0.48))
    return stroked([(x + dx * r, y + dy * r) for dx, dy in corners], stroke=stroke, width=width)


def cross(x: float, y: float, r: float, *, stroke: str, width: float = 2) -> Element:
    a, b = written(x - r * 0.5), written(x + r * 0.5)
    c, d = written(y - r * 0.5), written(y + r * 0.5)
    return _path(f"M{a},{c} L{b},{d} M{a},{d} L{b},{c}", stroke, width)


def stroked(points: list[tuple[float, float]], *, stroke: str, width: float = 2) -> Element:
    """An open line with round ends through `points`."""
    return _path("M" + " L".join(f"{written(x)},{written(y)}" for x, y in points), stroke, width)


def arrow_head(x: float, y: float, dx: float, dy: float, size: float, *, fill: str) -> Element:
    """A filled head whose tip is at `x`, `y`, pointing along the unit vector `dx`, `dy`."""
    back_x, back_y = x - dx * size, y - dy * size
    side_x, side_y = -dy * size * 0.5, dx * size * 0.5
    corners = ((x, y), (back_x + side_x, back_y + side_y), (back_x - side_x, back_y - side_y))
    return tag("polygon", points=" ".join(f"{written(a)},{written(b)}" for a, b in corners), fill=fill)


def _path(d: str, stroke: str, width: float) -> Element:
    return tag(
        "path",
        d=d,
        fill="none",
        stroke=stroke,
        stroke_width=width,
        stroke_linecap="round",
        stroke_linejoin="round",
    )
