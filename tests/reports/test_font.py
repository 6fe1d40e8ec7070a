"""The font within a page: the characters of the text are drawn as in the whole font, the others are not in it."""

from __future__ import annotations

import base64
import io
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


def test_pairs_of_letters_are_as_close_as_in_the_whole_font() -> None:
    import uharfbuzz

    def advances(of: bytes) -> list[int]:
        shaper, said = uharfbuzz.Font(uharfbuzz.Face(of)), uharfbuzz.Buffer()
        said.add_str("“AV”，利润")
        said.guess_segment_properties()
        uharfbuzz.shape(shaper, said, {"kern": True, "palt": True})
        return [place.x_advance for place in said.glyph_positions]

    data = font.embedded(TEXT)
    assert data is not None
    assert advances(base64.b64decode(data.partition(",")[2])) == advances(font.file().read_bytes())


def test_the_characters_of_the_font_are_those_that_fonttools_reads() -> None:
    assert font.characters() == whole().getBestCmap().keys()


def test_the_same_text_gives_the_same_bytes() -> None:
    assert font.embedded(TEXT) == font.embedded("".join(reversed(TEXT)))
