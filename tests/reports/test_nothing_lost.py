"""Of what lies where a report goes, only files are deleted whose hash proves them to be an earlier report's."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from kamlib.cli import main
from kamlib.errors import KamError
from kamlib.reports import folder, manifest, replacing
from kamlib.reports.parameters import Parameters
from kamlib.words import speaking

NOBODY = 2**22 + 1  # no process has this number: above the largest that Linux gives
posix = pytest.mark.skipif(os.name != "posix", reason="links and signals are those of POSIX")


def report(target: Path, text: str = "whole", notices: list[str] | None = None) -> None:
    """Write what stands for a report, as a run does."""
    with folder.in_the_making(target, None if notices is None else notices.append) as part:
        (part / "figures").mkdir()
        (part / "figures" / "whale.svg").write_text("a figure")
        (part / "report.html").write_text(text)
        manifest.write(part, Parameters(), {}, replacing.kept(target))


def text_of(target: Path) -> dict[str, str]:
    return {
        path.relative_to(target).as_posix(): path.read_text()
        for path in target.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


OWN = {"report.html": "new", "figures/whale.svg": "a figure"}


@pytest.mark.parametrize("name", [".env", ".netrc", ".ssh/id", "my notes.txt", "manifest.json"])
def test_a_folder_with_any_file_that_is_not_ours_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    file = tmp_path / "d" / name
    file.parent.mkdir(parents=True)
    file.write_text("SECRET")
    assert folder.home(tmp_path / "d") == tmp_path / "d" / "report"
    report(folder.home(tmp_path / "d"))
    assert file.read_text() == "SECRET"


@posix
def test_links_and_empty_folders_and_pipes_are_seen_too(tmp_path: Path) -> None:
    for make in (
        lambda d: (d / "gone").symlink_to("nowhere"),
        lambda d: (d / "empty").mkdir(),
        lambda d: os.mkfifo(d / "pipe"),
    ):  # fmt: skip
        shutil.rmtree(tmp_path / "d", ignore_errors=True)
        (tmp_path / "d").mkdir()
        make(tmp_path / "d")
        assert folder.home(tmp_path / "d") == tmp_path / "d" / "report"


@pytest.mark.parametrize(
    "foreign",
    [
        {"outputs": [{"name": "thesis.docx", "sha256": "x"}]},
        {"outputs": [{"name": "thesis.docx", "sha256": "x"}], "name": "an app", "format": 1},
        {"outputs": [{"name": "../thesis.docx", "sha256": "x"}], "kept": ["thesis.docx"]},
    ],
)
def test_the_manifest_of_another_program_gives_nothing_away(tmp_path: Path, foreign: object) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(foreign))
    (tmp_path / "thesis.docx").write_text("years of work")
    assert folder.home(tmp_path) == tmp_path / "report"


def test_even_a_forged_manifest_deletes_nothing(tmp_path: Path) -> None:
    forged = {"kamlib": "1", "format": 1, "outputs": [{"name": "thesis.docx", "sha256": "x"}], "kept": ["b.txt"]}
    target = tmp_path / "d"
    target.mkdir()
    (target / "manifest.json").write_text(json.dumps(forged))
    (target / "thesis.docx").write_text("years of work")
    (target / "b.txt").write_text("b")
    report(folder.home(target), "new")
    held = "\n".join(text_of(tmp_path).values())
    assert "years of work" in held
    assert "b" in text_of(tmp_path).values()


def test_an_edited_report_is_kept_beside_the_new_one_and_that_is_said(tmp_path: Path) -> None:
    target = tmp_path / "out"
    report(target, "old")
    (target / "report.html").write_text("old, with my words")
    said: list[str] = []
    report(folder.home(target), "new", said)
    assert text_of(target) == OWN | {"report (edited).html": "old, with my words"}
    assert said == ["report.html had been edited; your version was saved as report (edited).html."]
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_was_kept_is_kept_on_and_a_second_edit_too(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for edit in ("first", "second"):
        report(target, "old")
        (target / "report.html").write_text(edit)
    said: list[str] = []
    report(folder.home(target), "new", said)
    kept = {"report (edited).html": "first", "report (edited) 2.html": "second"}
    assert text_of(target) == OWN | kept
    assert len(said) == 1
    report(folder.home(target), "new", said)
    assert text_of(target) == OWN | kept
    assert len(said) == 1


def test_in_chinese_the_name_is_chinese(tmp_path: Path) -> None:
    report(tmp_path / "out")
    (tmp_path / "out" / "report.html").write_text("mine")
    with speaking("zh"):
        report(tmp_path / "out", "new")
    assert (tmp_path / "out" / "report（已修改）.html").read_text() == "mine"


def test_a_report_that_nobody_touched_is_replaced_without_a_word(tmp_path: Path) -> None:
    said: list[str] = []
    report(tmp_path / "out", "old")
    report(tmp_path / "out", "new", said)
    assert text_of(tmp_path / "out") == OWN
    assert said == []


def test_what_comes_while_the_report_is_made_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "out"
    report(target, "old")
    with folder.in_the_making(target) as part:
        (part / "report.html").write_text("new")
        manifest.write(part, Parameters(), {})
        (target / "my notes.txt").write_text("mine")
        (target / "empty").mkdir()
    assert text_of(target) == {"report.html": "new", "my notes.txt": "mine"}
    assert (target / "empty").is_dir()


def test_what_systems_leave_about_is_moved_along_and_not_deleted(tmp_path: Path) -> None:
    report(tmp_path / "out", "old")
    (tmp_path / "out" / ".DS_Store").write_text("x")
    report(folder.home(tmp_path / "out"), "new")
    assert text_of(tmp_path / "out") == OWN | {".DS_Store": "x"}


@posix
def test_a_link_in_place_of_a_file_stays_and_so_does_what_it_names(tmp_path: Path) -> None:
    report(tmp_path / "out", "old")
    (tmp_path / "elsewhere.html").write_text("elsewhere")
    (tmp_path / "out" / "report.html").unlink()
    (tmp_path / "out" / "report.html").symlink_to(tmp_path / "elsewhere.html")
    report(tmp_path / "out", "new")
    assert (tmp_path / "out" / "report (edited).html").is_symlink()
    assert (tmp_path / "elsewhere.html").read_text() == "elsewhere"


@posix
@pytest.mark.parametrize("ending", ["part", "old"])
def test_a_folder_that_only_bears_our_name_is_not_deleted(tmp_path: Path, ending: str) -> None:
    theirs = tmp_path / f".out.{NOBODY}.{ending}"
    theirs.mkdir()
    (theirs / "x").write_text("SECRET")
    report(tmp_path / "out", "new")
    report(tmp_path / "out", "new")
    assert (theirs / "x").read_text() == "SECRET"
    assert text_of(tmp_path / "out") == OWN


@posix
def test_killed_after_the_two_changed_places_the_edited_file_is_still_kept(tmp_path: Path) -> None:
    target, left = tmp_path / "out", tmp_path / f".out.{NOBODY}.part"
    report(left, "old")
    (left / "report.html").write_text("mine")
    report(target, "new")
    assert text_of(target) == OWN | {"report (edited).html": "mine"}
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@posix
def test_what_another_machine_makes_in_a_shared_folder_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / f".out.{NOBODY}.part"
    other.mkdir()
    (other / ".kamlib-in-the-making").write_text("another machine")
    report(tmp_path / "out")
    assert other.is_dir()


def test_without_the_one_step_two_moves_do_it_and_a_failure_puts_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replacing, "_in_one_step", lambda *_: False)
    report(tmp_path / "out", "old")
    report(tmp_path / "out", "new")
    assert text_of(tmp_path / "out") == OWN
    rename = Path.rename

    def refuse(path: Path, to: Path) -> Path:
        if path.name.endswith(".part"):
            raise PermissionError(13, "Permission denied")
        return rename(path, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(KamError, match="not allowed"):
        report(tmp_path / "out", "newest")
    assert text_of(tmp_path / "out") == OWN
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_report_without_names_is_not_put_beside_an_edited_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(tmp_path / "out", "old")
    (tmp_path / "out" / "report.html").write_text("Secret Ltd")
    assert main(["report", "--anonymise", "--format", "html", "--out", str(tmp_path / "out")]) == 2
    assert "report (edited).html" in capsys.readouterr().err
    assert (tmp_path / "out" / "report.html").read_text() == "Secret Ltd"


@posix
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: (d / "added.txt").write_text("x"), "not part of the report: added.txt"),
        (lambda d: (d / ".hidden").write_text("x"), "not part of the report: .hidden"),
        (lambda d: (d / "empty").mkdir(), "not part of the report: empty/"),
        (lambda d: (d / "link").symlink_to("nowhere"), "not part of the report: link"),
        (lambda d: as_link(d / "report.html"), "changed: report.html"),
        (lambda d: as_link(d / "manifest.json"), "changed: manifest.json"),
        (lambda d: rewrite(d, lambda m: m["outputs"].pop()), "not part of the report: report.html"),
        (lambda d: rewrite(d, lambda m: m["parameters"].update(client="Another")), "changed: manifest.json"),
        (lambda d: rewrite(d, lambda m: m.pop("sha256")), "changed: manifest.json"),
    ],
)
def test_verify_tells_what_was_done_to_a_report(
    tmp_path: Path, change, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report(tmp_path / "out")
    assert main(["verify", str(tmp_path / "out")]) == 0
    assert "not signed" in capsys.readouterr().out
    change(tmp_path / "out")
    assert main(["verify", str(tmp_path / "out")]) == 1
    assert said in capsys.readouterr().out


def test_verify_knows_what_was_kept_and_what_systems_leave_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report(tmp_path / "out", "old")
    (tmp_path / "out" / "report.html").write_text("mine")
    report(tmp_path / "out", "new")
    (tmp_path / "out" / "desktop.ini").write_text("")
    assert main(["verify", str(tmp_path / "out")]) == 0
    assert "kept from an earlier report: report (edited).html" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["[" * 200_000, '{"outputs": ' * 100_000, '{"outputs": [], "kept": 1}'])
def test_a_hostile_manifest_ends_in_one_line(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "manifest.json").write_text(text)
    assert main(["verify", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def as_link(file: Path) -> None:
    file.rename(file.parent.parent / "moved")
    file.symlink_to(file.parent.parent / "moved")


def rewrite(target: Path, change) -> None:
    file = target / "manifest.json"
    whole = json.loads(file.read_text())
    change(whole)
    file.write_text(json.dumps(whole, sort_keys=True, ensure_ascii=False, indent=1) + "\n")
