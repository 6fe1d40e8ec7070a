"""The Chinese characters of a page as a font within it, so that they show where no Chinese font is installed."""

from __future__ import annotations

import base64
import importlib.util
import io
from pathlib import Path

#: Where the scripts of East Asia begin in Unicode; what lies before is in every font.
_EAST = 0x2E80

#: Marks, digits and letters before that, so that a Chinese page is set in one font throughout.
_LATIN = "“”‘’…—–·¥≤≥±×→↑↓↕✓" + "".join(map(chr, range(0x20, 0x7F)))


def embedded(text: str) -> str | None:
    """Return the font of a text's Chinese characters as a ``data:`` address, or None if there are none.

    The same text gives the same bytes: the glyphs are cut from one file, and no time is written.
    """
    wanted = {char for char in text if ord(char) >= _EAST}
    if not wanted:
        return None
    from fontTools import subset

    options = subset.Options(
        flavor="woff", layout_features=["kern", "locl", "palt"], notdef_outline=True, hinting=False
    )
    font = subset.load_font(str(_file()), options, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(wanted | set(_LATIN))))
    cutter.subset(font)
    binary = io.BytesIO()
    subset.save_font(font, binary, options)
    return "data:font/woff;base64," + base64.b64encode(binary.getvalue()).decode("ascii")


def _file() -> Path:
    """Return the font that zhplot carries; the package itself is not imported."""
    found = importlib.util.find_spec("zhplot")
    folders = list(found.submodule_search_locations or []) if found else []
    return Path(folders[0]) / "fonts" / "NotoSansSC-Regular.ttf"
