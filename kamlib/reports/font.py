"""The Chinese characters of a page as a font within it, so that they show where no Chinese font is installed."""

from __future__ import annotations

import base64
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

#: Where the scripts of East Asia begin in Unicode; what lies before is in every font.
_EAST = 0x2E80

#: Marks, digits and letters before that, so that a Chinese page is set in one font throughout.
_LATIN = "“”‘’…—–·¥≤≥±×→↑↓↕✓" + "".join(map(chr, range(0x20, 0x7F)))

#: What is kept of how glyphs are set: pairs that move closer, forms of a place, marks at their own width.
_FEATURES = ("kern", "locl", "palt")

#: What no page needs, since none is set from top to bottom and the font has no axes.
_DROPPED = ("vhea", "vmtx", "STAT")


def embedded(text: str) -> str | None:
    """Return the font of a text's Chinese characters as a ``data:`` address, or None if there are none.

    The same text gives the same bytes: the glyphs are cut from one file, and no time is written.
    """
    wanted = {char for char in set(text) if ord(char) >= _EAST}
    if not wanted:
        return None
    import uharfbuzz

    asked = uharfbuzz.SubsetInput()
    asked.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    asked.unicode_set.update(map(ord, wanted | set(_LATIN)))
    asked.layout_feature_tag_set.clear()
    asked.layout_feature_tag_set.update(map(_tag, _FEATURES))
    asked.drop_table_tag_set.update(map(_tag, _DROPPED))
    cut = uharfbuzz.subset(_whole(), asked)
    return "data:font/ttf;base64," + base64.b64encode(cut.blob.data).decode("ascii")


@cache
def characters() -> frozenset[int]:
    """Return the code points that the font has a shape for."""
    return frozenset(_whole().unicodes)


def _whole() -> Any:
    """Open the font; it is read where it lies, not loaded."""
    import uharfbuzz

    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file())))


def _tag(name: str) -> int:
    """Return the number by which OpenType knows a table or a feature."""
    return int.from_bytes(name.encode("ascii"))


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
