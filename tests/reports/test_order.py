"""What a template takes from the names of its notebook, and what it refuses, before anything is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kamlib.errors import KamError
from kamlib.reports import folder, order
from kamlib.words import speaking


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with speaking("en"):
        yield


def ran(*cells: str) -> dict[str, Any]:
    """The names of a notebook in which these cells ran."""
    names: dict[str, Any] = {"In": ["", *cells]}
    for cell in cells:
        exec(cell, names)  # noqa: S102  (written here)
    return names


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('# Parameters\nlangauge = "zh"\n', "Unknown parameter langauge. Did you mean language?"),
        (
            '# Parameters\nunit = 1\nformat = "pdf"\n',
            "Unknown parameter format. Did you mean formats?",
        ),
        ('# Parameters\nshare = float("nan")\n', "Unknown parameter share"),
        ('orders: str = "machinery"\nas_off: str = None  # edited by hand', "Did you mean as_of?"),
        ('# Parameters\ntemplate = "review"\n', "this notebook is the template portfolio; run review.ipynb"),
        ('# Parameters\nformats = "html"\n', "formats html: also set the folder"),
        ('# Parameters\nformats = "docx"\nfolder = "out"\n', "format docx is not available"),
        ('# Parameters\norders = "none.xlsx"\n', "none.xlsx: file not found"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(cell: str, said: str) -> None:
    with pytest.raises(KamError) as caught:
        order.taken(ran('orders: str = "machinery"', cell), "portfolio")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_it_is_refused_in_the_language_that_was_asked_for() -> None:
    with pytest.raises(KamError, match="没有参数 langauge。是否指 language？"):
        order.taken(ran('# Parameters\nlanguage = "zh"\nlangauge = "zh"\n'), "portfolio")


def test_other_names_of_a_notebook_are_nobodys_parameters() -> None:
    names = ran(
        'orders: str = "machinery"\nlangauge = "zh"', 'orders: str = "machinery"', "x = 3", "client = len('own')"
    )
    names["client"] = None
    asked = order.taken(names, "portfolio")
    assert asked.parameters.orders == "machinery"
    asked.clear()


def test_without_a_folder_it_works_where_the_system_lets_it_and_clears_up(tmp_path: Path) -> None:
    asked = order.taken(ran('# Parameters\nlanguage = "en"\n'), "review")
    assert (asked.target, asked.formats, asked.pictures, asked.by_hand) == (None, (), ("png",), True)
    assert asked.parameters.template == "review"
    assert asked.desk.is_dir()
    asked.clear()
    assert not asked.desk.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_missing_is_named_and_one_with_other_files_gets_one_of_its_own(tmp_path: Path) -> None:
    asked = order.taken(ran('# Parameters\nfolder = "new/out"\nformats = "pdf,html"\n'), "portfolio")
    assert (asked.target, asked.formats) == (tmp_path / "new" / "out", ("html", "pdf"))
    assert asked.pictures == ("svg", "png")
    asked.clear()
    (tmp_path / "mine.txt").write_text("x")
    asked = order.taken(ran(f"# Parameters\nfolder = {str(tmp_path)!r}\n"), "portfolio")
    assert asked.target == tmp_path / "report"
    asked.clear()


def test_the_folder_of_a_report_in_the_making_is_filled_by_whoever_made_it(tmp_path: Path) -> None:
    with folder.in_the_making(tmp_path / "out") as part:
        asked = order.taken(ran(f"# Parameters\nfolder = {str(part)!r}\n"), "portfolio")
        assert (asked.by_hand, asked.desk, asked.target) == (False, part, None)
        assert asked.pictures == ("svg",)


def test_a_folder_that_only_bears_such_a_name_is_a_folder_as_any_other(tmp_path: Path) -> None:
    likewise = tmp_path / ".out.123.part"
    likewise.mkdir()
    asked = order.taken(ran(f"# Parameters\nfolder = {str(likewise)!r}\n"), "portfolio")
    assert (asked.by_hand, asked.target) == (True, likewise)
    asked.clear()
