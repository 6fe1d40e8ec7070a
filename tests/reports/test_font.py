"""The font within a page: the characters of the text are drawn as in the whole font, the others are not in it."""

from __future__ import annotations

import base64
import io
import struct
from functools import cache
from typing import Any

from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from kamlib.reports import font

TEXT = "鲸鱼曲线：利润 12%，“AV” — 𠮷"


@cache
def cut() -> Any:
    data = font.embedded(TEXT)
    assert data is not None
    return TTFont(io.BytesIO(base64.b64decode(data.partition(",")[2])))


@cache
def whole() -> Any:
    return TTFont(font.file(), lazy=True)


def drawn(of: Any, char: int) -> tuple[Any, float]:
    pen, glyph = RecordingPen(), of.getGlyphSet()[of.getBestCmap()[char]]
    glyph.draw(pen)
    return pen.value, glyph.width


def test_what_the_text_holds_is_drawn_as_in_the_whole_font() -> None:
    held = {ord(char) for char in TEXT} & font.characters()
    assert held <= cut().getBestCmap().keys()
    assert {ord("鲸"), ord("A"), ord("—")} <= held
    for char in held:
        assert drawn(cut(), char) == drawn(whole(), char)


def test_what_the_text_does_not_hold_is_not_in_it() -> None:
    assert {ord(char) for char in "客户é▲"} <= font.characters()
    assert not {ord(char) for char in "客户é▲"} & cut().getBestCmap().keys()
    shapes = cut()["glyf"]
    assert sum(shapes[name].numberOfContours != 0 for name in cut().getGlyphOrder()) < 150


def test_a_dash_is_drawn_as_chinese_draws_it() -> None:
    number = font.glyphs()[ord("—")]
    rules = cut()["GSUB"].table
    named = {record.Feature.LookupListIndex[0] for record in rules.FeatureList.FeatureRecord
             if record.FeatureTag == "locl"}  # fmt: skip
    forms = {}
    for at in named:
        for part in rules.LookupList.Lookup[at].SubTable:
            forms |= getattr(part, "ExtSubTable", part).mapping
    other = forms[cut().getGlyphName(number)]
    assert other != cut().getGlyphName(number)
    assert cut()["glyf"][other].numberOfContours > 0


def test_only_features_of_a_page_have_rules() -> None:
    for table, kept in (("GPOS", {"kern", "palt"}), ("GSUB", {"locl"})):
        records = cut()[table].table.FeatureList.FeatureRecord
        assert {record.FeatureTag for record in records if record.Feature.LookupListIndex} == kept


def test_letters_stand_as_close_as_in_the_whole_font() -> None:
    ours, theirs = cut().reader["GPOS"], whole().reader["GPOS"]
    (rules,) = struct.unpack_from(">H", theirs, 8)  # where the list of lookups begins
    assert ours[rules:] == theirs[rules:]
    assert len(theirs[rules:]) > 10_000


def test_a_glyph_made_of_others_brings_them() -> None:
    head = struct.pack(">hhhhh", -1, 0, 0, 100, 100)
    first = struct.pack(
        ">HHhhH", 0x20 | 0x01 | 0x08, 7, 10, 20, 0x4000
    )  # places of four bytes, one scale, one more
    second = struct.pack(">HHbbHH", 0x20 | 0x40, 500, 1, 2, 0x4000, 0x4000)  # places of two, two scales, one more
    third = struct.pack(">HHbb", 0, 9, 0, 0)
    assert font._parts(head + first + second + third) == {7, 500, 9}
    assert font._parts(struct.pack(">hhhhh", 1, 0, 0, 100, 100)) == set()
    assert font._parts(b"") == set()
