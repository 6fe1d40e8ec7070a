"""How-tos for consultants: every option of a report, options that exist, and the same parts in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kamlib.cli import main
from kamlib.course import site
from kamlib.words import speaking

FOLDER = Path(__file__).parents[2] / "docs" / "how-to"

#: Written for consultants, who read either language.
BOTH = ("client-report", "cost-policy", "folders-and-databases", "join-tables")

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def page(name: str, lang: str) -> str:
    return site.how_tos(lang)[name].read_text("utf-8")


def options(command: str, capsys: pytest.CaptureFixture[str]) -> set[str]:
    """Return the options that the help of a command names."""
    with speaking("zh"):
        assert main([command, "--help"]) == 0
    return set(OPTION.findall(capsys.readouterr().out))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_option_of_a_report_is_explained_and_no_other_is_named(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    known = options("report", capsys)
    assert len(known) > 40
    assert known - set(OPTION.findall(page("client-report", lang))) <= {"--help", "--anonymize"}
    for name in BOTH:
        assert set(OPTION.findall(page(name, lang))) <= known, name


@pytest.mark.parametrize("name", BOTH)
def test_both_editions_have_the_same_parts_options_and_settings(name: str) -> None:
    english, chinese = page(name, "en"), page(name, "zh")
    assert site.how_tos("zh")[name] != site.how_tos("en")[name]
    for mark in (r"^## ", r"^```", r"^\| ", r"^[a-z_]+ = [0-9.]+"):
        assert len(re.findall(mark, english, re.M)) == len(re.findall(mark, chinese, re.M)), mark
    assert set(OPTION.findall(english)) - {"--lang"} == set(OPTION.findall(chinese)) - {"--lang"}


def test_what_is_written_for_programmers_stays_english() -> None:
    assert site.how_tos("zh")["write-a-lesson"] == FOLDER / "write-a-lesson.md"
    assert list(site.how_tos("zh")) == list(site.how_tos("en"))
