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
