"""Text of an SVG, measured and drawn with fonts that are held in memory.

matplotlib lets Python read each piece of a glyph from the font's file: a hundred thousand calls for the figures
of a report, an eighth of what drawing them costs.
"""

from __future__ import annotations

import mmap
from functools import cache
from pathlib import Path
from typing import Any

from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.textpath import TextToPath


class Letters(TextToPath):
    """What ``TextToPath`` does, with the same shapes."""

    def _get_font(self, prop: FontProperties) -> FT2Font:
        """Return the font of a text; characters that its first family lacks come from the next."""
        return _font(
            tuple(prop.get_family()), prop.get_style(), prop.get_variant(), prop.get_weight(), prop.get_stretch()
        )


@cache
def _font(families: tuple[str, ...], *kind: Any) -> FT2Font:
    """Load a font at the size at which shapes are taken; they are scaled where they are drawn."""
    style, variant, weight, stretch = kind
    files = [
        findfont(FontProperties(family=[family], style=style, variant=variant, weight=weight, stretch=stretch))
        for family in families
    ]
    first, *others = map(_held, files)
    font = FT2Font(first, _fallback_list=[FT2Font(other) for other in others])
    font.set_size(TextToPath.FONT_SCALE, TextToPath.DPI)
    return font


def _held(file: str) -> Any:
    """Map a file into memory; FreeType reads it there."""
    with Path(file).open("rb") as opened:
        return mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
