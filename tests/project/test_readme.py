"""The two READMEs: each command of the Chinese one is a command with these options, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kamlib.cli import main
from kamlib.commands.app import GROUPS
from kamlib.course import lessons
from kamlib.words import speaking

ROOT = Path(__file__).parents[2]
CHINESE = (ROOT / "README.zh.md").read_text("utf-8")
COMMANDS = [shlex.split(line.partition("#")[0]) for line in re.findall(r"^kam .+$", CHINESE, re.M)]


def test_the_readmes_know_each_other_and_every_link_leads_somewhere() -> None:
    assert "(README.zh.md)" in (ROOT / "README.md").read_text("utf-8")
    links = re.findall(r"\]\(([^)]+)\)", CHINESE)
    assert "README.md" in links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_chinese_readme_names_every_lesson() -> None:
    with speaking("zh"):
        named = [lesson.name for lesson in lessons.lessons() if f"notebooks/zh/{lesson.name}.ipynb" in CHINESE]
    assert named == [lesson.name for lesson in lessons.lessons()]
    assert len(named) >= 11


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_each_command_and_option_of_the_chinese_readme_exists(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    named = words[1:3] if words[1] in GROUPS else words[1:2]
    assert main([*named, "--help"]) == 0
    helped = capsys.readouterr().out
    assert [word for word in words if word.startswith("--") and word not in helped] == []
