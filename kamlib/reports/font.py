"""The Chinese characters of a page as a font within it, so that they show where no Chinese font is installed."""

from __future__ import annotations

import base64
import importlib.util
import io
import struct
from collections.abc import Mapping, Set
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

#: Where the scripts of East Asia begin in Unicode; what lies before is in every font.
_EAST = 0x2E80

#: Marks, digits and letters before that, so that a Chinese page is set in one font throughout.
_LATIN = "“”‘’…—–·¥≤≥±×→↑↓↕✓" + "".join(map(chr, range(0x20, 0x7F)))

#: Tables that are taken over: none for hints, for names of axes, or to set from top to bottom.
_TAKEN = ("head", "hhea", "maxp", "OS/2", "post", "name", "gasp", "BASE", "GDEF")

#: Of the tables of features, those of a page: kerning, proportional marks, what a language draws otherwise.
_FEATURES = {"GPOS": (b"kern", b"palt"), "GSUB": (b"locl",)}

#: Of a part of a glyph (OpenType, ``glyf``): another follows, its place takes four bytes, its scale so many.
_MORE, _WIDE, _SCALES = 0x20, 0x01, ((0x08, 2), (0x40, 4), (0x80, 8))


def embedded(text: str) -> str | None:
    """Return the font of a text's Chinese characters as a ``data:`` address, or None if there are none.

    The same text gives the same bytes. Every glyph keeps its number, and the shapes that the text does not need
    are left out: so what is known of glyphs by number, such as kerning, is taken over as it is. The subset of
    fontTools takes thirty thousand glyphs apart first, and four times as long.
    """
    wanted = {ord(char) for char in set(text) if ord(char) >= _EAST}
    if not wanted:
        return None
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.sfnt import SFNTWriter

    codes = {code: glyphs()[code] for code in sorted(wanted | set(map(ord, _LATIN))) if code in glyphs()}
    with TTFont(file(), lazy=True) as font:
        font.setGlyphOrder(list(map(str, range(font["maxp"].numGlyphs))))
        tables = {tag: font.reader[tag] for tag in _TAKEN if tag in font}
        tables |= {tag: _only(features, font.reader[tag]) for tag, features in _FEATURES.items() if tag in font}
        kept = {0, *codes.values()}
        tables |= _drawn(font, kept | _other_forms(font, kept)) | {"cmap": _mapped(codes)}
    binary = io.BytesIO()
    writer = SFNTWriter(binary, len(tables), flavor="woff")
    for tag, table in sorted(tables.items()):
        writer[tag] = table
    writer.close()
    return "data:font/woff;base64," + base64.b64encode(binary.getvalue()).decode("ascii")


def _other_forms(font: Any, kept: set[int]) -> set[int]:
    """Return what a language draws instead of the glyphs that are kept."""
    rules = font["GSUB"].table
    features = [record.Feature for record in rules.FeatureList.FeatureRecord if record.FeatureTag == "locl"]
    lookups = {at for feature in features for at in feature.LookupListIndex}
    parts = [getattr(p, "ExtSubTable", p) for at in lookups for p in rules.LookupList.Lookup[at].SubTable]
    return {int(other) for part in parts for one, other in part.mapping.items() if int(one) in kept}


def _only(features: tuple[bytes, ...], table: bytes) -> bytes:
    """Return a table of features in which the others have no rules (OpenType, ``GPOS`` and ``GSUB``)."""
    made, (start,) = bytearray(table), struct.unpack_from(">H", table, 6)
    (count,) = struct.unpack_from(">H", table, start)
    for feature, at in struct.iter_unpack(">4sH", table[start + 2 : start + 2 + 6 * count]):
        if feature not in features:
            struct.pack_into(">H", made, start + at + 2, 0)
    return bytes(made)


def _drawn(font: Any, kept: set[int]) -> dict[str, bytes]:
    """Return the tables of shapes and of widths without those of glyphs that are not kept."""
    drawn, starts = font.reader["glyf"], np.asarray(font["loca"].locations)
    shapes: dict[int, bytes] = {}
    while waiting := kept - shapes.keys():
        shapes |= {glyph: drawn[starts[glyph] : starts[glyph + 1]] for glyph in waiting}
        kept = kept.union(*(_parts(shapes[glyph]) for glyph in waiting))
    order = sorted(kept)
    lengths = np.zeros(len(starts) - 1, "int64")
    lengths[order] = [len(shapes[glyph]) + -len(shapes[glyph]) % 4 for glyph in order]
    wide = font["hhea"].numberOfHMetrics  # so many glyphs have a width of their own, before their place
    glyph_of = np.r_[np.repeat(np.arange(wide), 2), np.arange(wide, len(lengths))]
    widths = np.frombuffer(font.reader["hmtx"], ">u2")
    head = font.reader["head"]
    return {
        "glyf": b"".join(shapes[glyph].ljust(lengths[glyph], b"\0") for glyph in order),
        "loca": np.cumsum(np.r_[0, lengths]).astype(">u4").tobytes(),
        "hmtx": np.where(np.isin(glyph_of, [*order, wide - 1]), widths, 0).astype(">u2").tobytes(),
        "head": head[:50] + b"\0\1" + head[52:],  # places of shapes in four bytes
    }


def _parts(shape: bytes) -> set[int]:
    """Return the glyphs of which a glyph is put together, if it is."""
    parts, at, flags = set(), 10, _MORE if shape[:1] >= b"\x80" else 0
    while flags & _MORE:
        flags, glyph = struct.unpack_from(">HH", shape, at)
        parts.add(glyph)
        at += (8 if flags & _WIDE else 6) + sum(size for scale, size in _SCALES if flags & scale)
    return parts


def _mapped(codes: Mapping[int, int]) -> bytes:
    """Return the table of the characters of a font: code points in their order, with their glyphs (format 12)."""
    groups = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in codes.items())
    return struct.pack(">HHHHIHHIII", 0, 1, 3, 10, 12, 12, 0, 16 + len(groups), 0, len(codes)) + groups


def characters() -> Set[int]:
    """Return the code points that the font has a shape for."""
    return glyphs().keys()


@cache
def glyphs() -> dict[int, int]:
    """Return the number of the glyph of each code point that the font has a shape for.

    They are read from its table of ranges; fontTools would first make up a name for each of its thirty thousand
    glyphs.
    """
    from fontTools.ttLib import TTFont

    with TTFont(file(), lazy=True) as font:
        table = font.reader["cmap"]
        start = _ranges(table)
        if start is None:
            return {code: font.getGlyphID(name) for code, name in font.getBestCmap().items()}
    (count,) = struct.unpack_from(">I", table, start + 12)
    groups = struct.iter_unpack(">III", table[start + 16 : start + 16 + 12 * count])
    return {code: glyph + code - first for first, last, glyph in groups for code in range(first, last + 1)}


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
