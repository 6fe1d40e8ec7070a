"""Whatever an answer does when it is looked at, a sentence comes back in seconds; names do nothing in a lesson."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kamlib.course import checking, progress
from kamlib.course.checking import judge
from kamlib.course.exercise import Exercise
from kamlib.course.lessons import lessons
from kamlib.course.text import Text, escaped
from tests.embedded import embedded


class Endless(list):
    def __iter__(self) -> Any:
        while True:
            yield "C1"


class Sleeps:
    def __len__(self) -> int:
        while True:
            pass


class Swallows(list):
    def __iter__(self) -> Any:
        while True:
            try:
                time.sleep(0.01)
            except Exception:  # noqa: S112
                continue


def raising(error: type[BaseException]) -> Any:
    class Raises(list):
        def __len__(self) -> int:
            raise error

        __iter__ = __str__ = __repr__ = __eq__ = __bool__ = __len__
        __hash__ = None

    return Raises()


ANSWERS: dict[str, Any] = {
    "range": lambda: range(10**12),
    "array": lambda: np.zeros(50_000_000, dtype="int8"),
    "endless": Endless,
    "sleeps": Sleeps,
    "swallows": Swallows,
    "exit": lambda: raising(SystemExit),
    "interrupt": lambda: raising(KeyboardInterrupt),
    "memory": lambda: raising(MemoryError),
}


@pytest.fixture(scope="module")
def exercises() -> list[Exercise]:
    """Give an exercise of each kind of answer."""
    each = [item for lesson in lessons() for item in lesson.items if isinstance(item, Exercise)]
    kinds = {exercise.unit: exercise for exercise in each}
    assert len(kinds) > 2
    return list(kinds.values())


@pytest.mark.skipif(os.name != "posix", reason="only there a clock can stop an object")
@pytest.mark.parametrize("name", list(ANSWERS))
def test_a_sentence_comes_back(exercises: list[Exercise], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first kind of answer is given the time that a learner has; for the others less shows the same."""
    client = embedded()
    for exercise in exercises:
        judge(exercise, 0.5, client)  # what is right is worked out
    for exercise in exercises:
        answer = ANSWERS[name]()
        began = time.monotonic()
        found = judge(exercise, answer, client)
        assert time.monotonic() - began < 6
        assert not found.right
        assert found.sentence
        monkeypatch.setattr(checking, "PATIENCE", 0.3)


@pytest.mark.parametrize(
    "text",
    [
        '{"answers": {"a": {"right": true, "tries": "x"}}}', '{"answers": {"a": {"right": true, "tries": null}}}',
        '{"answers": {"a": {"right": true, "tries": 1e999}}}', "[" * 100_000, '{"answers": ' * 50_000,
        "[]", "\x00",
        '{"answers": {"a": 1}}', '{"answers": {"a": {"right": "\\ud800", "tries": [1]}}}',
    ],
)  # fmt: skip
def test_a_damaged_progress_file_stops_no_lesson(tmp_path: Path, text: str) -> None:
    file = tmp_path / "progress.json"
    file.write_text(text)
    progress.read(file)
    held = progress.record("a", True, file)
    assert held.right("a")
    assert json.loads(file.read_text())["answers"]["a"]["tries"] == 1


@pytest.mark.parametrize(
    "name",
    ["<img src=//127.0.0.1:9/q>", "![i](//127.0.0.1:9/m)", "</div><script>x</script>", "a_b_c $1 and $2", "~~a~~"],
)
def test_a_name_in_a_lesson_is_text_and_nothing_else(name: str) -> None:
    shown = Text(f"### {escaped(name)}", plain=f"### {name}")
    markdown = shown._repr_markdown_()
    assert not any(sign in markdown for sign in ("<", "![", "](", "$", "~", "_"))
    assert repr(shown) == f"### {name}"


def test_even_unescaped_nothing_is_loaded() -> None:
    markdown = Text("**ours** <img src=x> ![i](y) a < b `c`")._repr_markdown_()
    assert markdown == "**ours** &#60;img src=x> &#33;[i](y) a < b `c`"
