"""The fonts of the figures, which hold Chinese too, and the mark for a character that none of them holds."""

from __future__ import annotations

import importlib.util
import unicodedata
from functools import cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from matplotlib import font_manager


@cache
def chinese_font() -> Path:
    """Return the file of the Chinese font that zhplot carries, and make it known to matplotlib.

    zhplot itself is not imported: it would change matplotlib's settings for everybody.

    Returns
    -------
    Path
        The font file.

    Raises
    ------
    FileNotFoundError
        If zhplot is not installed, or without its font.
    """
    found = importlib.util.find_spec("zhplot")
    folders = list(found.submodule_search_locations or []) if found else []
    file = next((f for folder in folders for f in sorted(Path(folder).rglob("NotoSansSC*.ttf"))), None)
    if file is None:
        raise FileNotFoundError(
            "NotoSansSC-Regular.ttf: the package zhplot, which carries it, is not installed whole"
        )
    font_manager.fontManager.addfont(str(file))
    return file


def families() -> list[str]:
    """Return the font families in order: each character is taken from the first that has it.

    Returns
    -------
    list of str
        Names of font families.
    """
    chinese = font_manager.get_font(str(chinese_font())).family_name
    return [chinese, "DejaVu Sans"]


@cache
def _drawable() -> frozenset[int]:
    """Return the characters that the fonts hold."""
    files = [font_manager.findfont(family) for family in families()]
    return frozenset(char for file in files for char in font_manager.get_font(file).get_charmap())


def drawable(text: str) -> str:
    """Put a neutral mark for each run of characters that no font holds, such as an emoji in a name.

    Parameters
    ----------
    text : str
        What is to be written in a figure.

    Returns
    -------
    str
        Text that the fonts hold throughout.
    """
    held = ((char, ord(char) in _drawable()) for char in text if unicodedata.category(char) not in ("Cf", "Mn"))
    return "".join(
        "".join(char for char, _held in run) if known else "◇" for known, run in groupby(held, key=itemgetter(1))
    )
