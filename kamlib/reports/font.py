"""The Chinese characters of a page as a font within it, so that they show where no Chinese font is installed."""

from __future__ import annotations

import base64
import importlib.util
import io
import struct
from functools import cache
from pathlib import Path

#: Where the scripts of East Asia begin in Unicode; what lies before is in every font.
_EAST = 0x2E80

#: Marks, digits and letters before that, so that a Chinese page is set in one font throughout.
_LATIN = "“”‘’…—–·¥≤≥±×→↑↓↕✓" + "".join(map(chr, range(0x20, 0x7F)))


def embedded(text: str) -> str | None:
    """Return the font of a text's Chinese characters as a ``data:`` address, or None if there are none.

    The same text gives the same bytes: the glyphs are cut from one file, and no time is written. fontTools would
    make up a name for each of its thirty thousand glyphs, which the file does not hold, and look through all its
    tables for names of axes, of which it has none: that takes half of the time. No page is set from top to bottom.
    """
    wanted = {char for char in set(text) if ord(char) >= _EAST}
    if not wanted:
        return None
    from fontTools import subset

    options = subset.Options(
        flavor="woff", layout_features=["kern", "locl", "palt"], notdef_outline=True, hinting=False
    )
    font = subset.load_font(str(file()), options, lazy=True)
    font.setGlyphOrder([".notdef", *(f"glyph{n}" for n in range(1, font["maxp"].numGlyphs))])
    names = font["name"]
    options.drop_tables += ["name", "STAT", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(wanted | set(_LATIN))))
    cutter.subset(font)
    names.names = [
        line for line in names.names
        if line.nameID in options.name_IDs and line.langID in options.name_languages and line.isUnicode()
    ]  # fmt: skip
    font["name"] = names
    binary = io.BytesIO()
    subset.save_font(font, binary, options)
    return "data:font/woff;base64," + base64.b64encode(binary.getvalue()).decode("ascii")


@cache
def characters() -> frozenset[int]:
    """Return the code points that the font has a shape for.

    They are read from its table of ranges; fontTools would first make up a name for each of its thirty thousand
    glyphs.
    """
    from fontTools.ttLib import TTFont

    with TTFont(file(), lazy=True) as font:
        table = font.reader["cmap"]
        start = _ranges(table)
        if start is None:
            return frozenset(font.getBestCmap())
    (count,) = struct.unpack_from(">I", table, start + 12)
    groups = struct.iter_unpack(">III", table[start + 16 : start + 16 + 12 * count])
    return frozenset(code for first, last, _glyph in groups for code in range(first, last + 1))


def _ranges(table: bytes) -> int | None:
    """Return where a font's table of characters has its ranges of code points (OpenType, ``cmap``, format 12)."""
    (number,) = struct.unpack_from(">H", table, 2)
    starts = (struct.unpack_from(">I", table, 4 + 8 * at + 4)[0] for at in range(number))
    return next((start for start in starts if struct.unpack_from(">H", table, start)[0] == 12), None)


def file() -> Path:
    """Return the font that zhplot carries. The package itself is not imported: it would pull matplotlib.

    Raises
    ------
    ModuleNotFoundError
        If it is not installed.
    """
    found = importlib.util.find_spec("zhplot")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("zhplot, which carries the font of the report, is not installed")
    return Path(found.origin).parent / "fonts" / "NotoSansSC-Regular.ttf"
