"""Data in, an accessible drawing and its table twin out.

Every drawing is one SVG string for the screen and for WeasyPrint alike: presentation attributes carry the
print colours, and `fill-<token>` / `line-<token>` classes let the web theme recolour them (an attribute
always loses to a rule). Every word on a drawing is handed in by the caller; nothing is translated here.
"""
