"""Which language is spoken before anybody has said so."""

from __future__ import annotations

import json
from contextvars import Context
from pathlib import Path

import pytest

from kamlib.words import _, language
from kamlib.words.language import of_notebook, speaking


def notebook(file: Path, **about: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({"cells": [], "metadata": about and {"kamlib": about}}), encoding="utf-8")
    return file


def test_a_chinese_lesson_in_an_english_lab_answers_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMLIB_LANG", "en")
    lesson = notebook(tmp_path / "mine" / "2-1.ipynb", lesson="2-1", language="zh")
    monkeypatch.setenv("JPY_SESSION_NAME", str(lesson))
    new = Context()  # nothing is chosen in it, as in a kernel that starts
    assert new.run(language) == "zh"
    assert new.run(_, "Trips without sharing") == "不合并时的出差次数"
    with speaking("en"):
        assert language() == "en", "what was chosen goes first"


@pytest.mark.parametrize(("folder", "lang"), [("zh", "zh"), ("en", "en"), ("reports", None)])
def test_a_notebook_that_says_nothing_is_known_by_its_folder(
    tmp_path: Path, folder: str, lang: str | None
) -> None:
    assert of_notebook(str(notebook(tmp_path / folder / "own.ipynb"))) == lang
    assert of_notebook(str(tmp_path / folder / "gone.ipynb")) == lang


def test_a_notebook_of_another_kind_leaves_the_language_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMLIB_LANG", "zh")
    for file in (notebook(tmp_path / "own.ipynb", language="fr"), tmp_path / "gone.ipynb", Path("console-1")):
        monkeypatch.setenv("JPY_SESSION_NAME", str(file))
        assert Context().run(language) == "zh"
