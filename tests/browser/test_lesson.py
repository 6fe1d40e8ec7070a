"""A lesson in a real browser against ``kam lab`` and plain JupyterLab: run it, be wrong, be right, move a slider.

``KAMLIB_SCREENSHOTS=DIR`` keeps pictures of what was seen.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kamlib._paths import shipped
from kamlib.course import copies

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE = 120_000

#: So that a test can call commands of the page, and run in a container whose only user is root.
SETTINGS = {"LabApp": {"expose_app_in_browser": True}, "ServerApp": {"allow_root": True}}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """``kam lab`` on a copy of the lessons: its address, and the learner's progress file."""
    home = tmp_path_factory.mktemp("lab")
    command = [sys.executable, "-c", "from kamlib.cli import main; main()", "lab", "--no-browser"]
    with serving(home, *command, "--folder", str(home / "lessons"), port="--port") as address:
        yield address, home / "progress.json"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Plain JupyterLab, in a folder with a learner's copies of both editions."""
    home = tmp_path_factory.mktemp("plain")
    for lang in ("en", "zh"):
        copies.copied(shipped("notebooks") / lang, home / "course" / lang)
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"]
    where = f"--ServerApp.root_dir={home / 'course'}"
    with serving(home, *command, where, port="--ServerApp.port") as address:
        yield address


@contextmanager
def serving(home: Path, *command: str, port: str) -> Iterator[str]:
    """Run a server that keeps all it writes in a folder, and give its address."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here")
    pytest.importorskip("playwright", reason="the extra “browser” is not installed")
    settings = home / "config"
    settings.mkdir()
    (settings / "jupyter_server_config.json").write_text(json.dumps(SETTINGS))
    number = _free_port()
    env = {
        **os.environ, "JUPYTER_TOKEN": "test", "JUPYTER_CONFIG_DIR": str(settings),
        "JUPYTER_DATA_DIR": str(home),
        "JUPYTERLAB_SETTINGS_DIR": str(home), "JUPYTERLAB_WORKSPACES_DIR": str(home),
        "KAMLIB_PROGRESS": str(home / "progress.json"),
    }  # fmt: skip
    server = subprocess.Popen(
        [*command, f"{port}={number}"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(number)
        yield f"http://127.0.0.1:{number}"
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(port: int) -> None:
    for _second in range(120):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(1)
        else:
            return
    raise TimeoutError(f"nothing listens on {port}")


@pytest.fixture
def page(lab: tuple[str, Path]) -> Iterator[Any]:
    """A lesson, opened and run to its end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def picture(page: Any, name: str) -> None:
    if folder := os.environ.get("KAMLIB_SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def open_lesson(page: Any, address: str, name: str) -> None:
    page.goto(f"{address}/lab/tree/{name}.ipynb?reset&token=test")
    page.wait_for_function(
        """path => {
            const context = window.jupyterapp?.shell.currentWidget?.context;
            return context?.path === path && context.sessionContext?.session?.kernel?.status === 'idle';
        }""",
        arg=f"{name}.ipynb",
    )


def run_all(page: Any) -> None:
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        "() => window.jupyterapp.shell.currentWidget.content.widgets.every("
        "w => w.model.type !== 'code' || w.model.executionCount)"
    )


def cell(page: Any, words: str) -> Any:
    """The code cell whose source holds some words, scrolled to."""
    at = page.evaluate(
        """words => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            const at = notebook.widgets.findIndex(w => w.model.type === 'code'
                && w.model.sharedModel.getSource().includes(words));
            notebook.activeCellIndex = at;
            notebook.scrollToItem(at, 'start');
            return at;
        }""",
        words,
    )
    found = page.locator(f'.jp-Notebook .jp-CodeCell[data-windowed-list-index="{at}"]')
    found.wait_for()
    return found


def fallen(page: Any) -> list[str]:
    """What the code cells that ended in an error said."""
    said: list[str] = page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
            .filter(w => w.model.type === 'code')
            .flatMap(w => w.model.sharedModel.outputs)
            .filter(output => output.output_type === 'error')
            .map(output => `${output.ename}: ${output.evalue}`)"""
    )
    return said


def answer(page: Any, code: str) -> Any:
    """Put an answer into the place of the active cell's source and run it."""
    page.evaluate(
        """code => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.activeCell.model.sharedModel.setSource(code);
            return window.jupyterapp.commands.execute('notebook:run-cell');
        }""",
        code,
    )


def test_a_learner_runs_a_lesson_answers_moves_a_slider_and_takes_the_quiz(
    lab: tuple[str, Path], page: Any
) -> None:
    address, progress = lab
    errors: list[str] = []
    outside: list[str] = []
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(own) else outside.append(r.url))
    open_lesson(page, address, "1-2-eighty-twenty")
    picture(page, "lesson-1-2-opened")
    run_all(page)

    exercise = cell(page, 'check("1-2.1"')
    answer(page, 'share = 0.2\ncheck("1-2.1", share)')
    exercise.get_by_text("Known mistake").wait_for()
    picture(page, "lesson-1-2-known-mistake")
    exercise = cell(page, 'check("1-2.1"')
    right = "fifth = ranked.head(round(len(ranked) / 5))\nshare = fifth[basis].sum() / ranked[basis].sum()"
    answer(page, f'{right}\ncheck("1-2.1", share)')
    exercise.get_by_text("✓ Right").wait_for()
    picture(page, "lesson-1-2-right")
    assert page.get_by_text("official Jupyter news").count() == 0
    assert json.loads(progress.read_text())["answers"]["1-2.1"] == {"right": True, "tries": 2}

    slider = cell(page, "whatif(")
    figure = slider.locator(".jp-OutputArea img")
    figure.first.wait_for()
    before = figure.first.get_attribute("src")
    assert before
    handle = slider.locator(".noUi-handle, [role=slider]").first
    handle.focus()
    for _press in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([at, before]) => { const i = document.querySelector("
        "`.jp-CodeCell[data-windowed-list-index='${at}'] .jp-OutputArea img`); return i && i.src !== before; }",
        arg=[slider.get_attribute("data-windowed-list-index"), before],
    )
    picture(page, "lesson-1-2-slider")

    card = cell(page, 'quiz("1-2.q1")')
    card.get_by_text("It is often about right", exact=False).last.click()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("A regularity, not a law", exact=False).wait_for()
    picture(page, "lesson-1-2-quiz")
    assert json.loads(progress.read_text())["answers"]["1-2.q1"]["right"]
    assert errors == []
    assert outside == []


def test_the_first_lesson_runs_to_its_end(lab: tuple[str, Path], page: Any) -> None:
    address, _progress = lab
    open_lesson(page, address, "0-1-start-here")
    picture(page, "lesson-0-1-opened")
    run_all(page)
    cell(page, "whatif(").locator("[role=slider], .noUi-handle").first.wait_for()
    picture(page, "lesson-0-1-whatif")
    figure = cell(page, 'show("yearly"').locator("img").first
    figure.wait_for()
    picture(page, "lesson-0-1-figure")
    assert figure.evaluate("image => image.complete && image.naturalWidth > 100")
    assert fallen(page) == []


def test_a_chinese_lesson_speaks_chinese_on_an_english_system_when_a_slider_moves_too(
    lab: tuple[str, Path], page: Any
) -> None:
    """JupyterLab moves sliders and checks quizzes in a thread of its own."""
    address, progress = lab
    (folder,) = (progress.parent / "lessons").iterdir()
    shutil.copy(shipped("notebooks") / "zh" / "0-1-start-here.ipynb", folder / "chinese.ipynb")
    open_lesson(page, address, "chinese")
    run_all(page)
    slider = cell(page, "whatif(")
    table = slider.locator(".jp-OutputArea table").first
    table.get_by_text("距末单天数").wait_for()
    before = table.inner_text()
    slider.locator(".noUi-handle, [role=slider]").first.focus()
    for _press in range(4):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([at, before]) => { const t = document.querySelector("
        "`.jp-CodeCell[data-windowed-list-index='${at}'] .jp-OutputArea table`);"
        "return t && t.innerText !== before; }",
        arg=[slider.get_attribute("data-windowed-list-index"), before],
    )
    assert slider.locator(".jp-OutputArea table").first.inner_text().split()[:3] == before.split()[:3]
    picture(page, "lesson-0-1-chinese-slider")
    card = cell(page, 'quiz("0-1.q1")')
    card.locator("input").first.click()
    card.get_by_role("button", name="检查").click()
    card.get_by_text("：").last.wait_for()
    picture(page, "lesson-0-1-chinese-quiz")
    assert not re.search(r"Right|Wrong|Close", card.inner_text())
    assert fallen(page) == []


def test_on_a_narrow_screen_no_table_is_cut(lab: tuple[str, Path], page: Any) -> None:
    address, _progress = lab
    page.set_viewport_size({"width": 480, "height": 900})
    open_lesson(page, address, "0-1-start-here")
    run_all(page)
    table = cell(page, 'show("yearly"').locator("table").first
    table.wait_for()
    assert table.evaluate(
        """table => {
            if (table.getBoundingClientRect().right <= window.innerWidth) return true;
            for (let at = table; at; at = at.parentElement)
                if (/auto|scroll/.test(getComputedStyle(at).overflowX)) return at.scrollWidth > at.clientWidth;
            return false;
        }"""
    )
    picture(page, "lesson-0-1-narrow")


def test_arrow_keys_choose_an_answer_and_a_key_hands_it_in(lab: tuple[str, Path], page: Any) -> None:
    address, progress = lab
    open_lesson(page, address, "0-1-start-here")
    run_all(page)
    card = cell(page, 'quiz("0-1.q1")')
    buttons = card.locator("input[type=radio]")
    buttons.first.wait_for()
    page.wait_for_function("() => document.querySelectorAll('input[type=radio]:not([name])').length === 0")
    buttons.first.focus()
    page.keyboard.press("Space")
    assert _chosen(buttons) == [True, False, False]
    page.keyboard.press("ArrowDown")
    assert _chosen(buttons) == [False, True, False]
    assert buttons.nth(1).evaluate("button => button === document.activeElement")
    picture(page, "lesson-0-1-arrow-keys")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.innerText").strip() == "Check"
    page.keyboard.press("Enter")
    card.get_by_text("with these four columns most of the course works", exact=False).wait_for()
    picture(page, "lesson-0-1-arrow-keys-right")
    assert json.loads(progress.read_text())["answers"]["0-1.q1"]["right"]


def _chosen(buttons: Any) -> list[bool]:
    chosen: list[bool] = buttons.evaluate_all("all => all.map(one => one.checked)")
    return chosen


def test_after_a_restart_a_later_cell_says_what_to_run_first(lab: tuple[str, Path], page: Any) -> None:
    address, _progress = lab
    open_lesson(page, address, "0-1-start-here")
    run_all(page)
    page.evaluate("() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()")
    later = cell(page, 'check("0-1.1"')
    answer(page, 'count = 3\ncheck("0-1.1", count)')
    alert = later.get_by_role("alert")
    alert.wait_for()
    picture(page, "lesson-0-1-after-a-restart")
    said = "check is not known yet: run the first code cell, then Run → Run All Above Selected Cell."
    assert alert.inner_text().splitlines()[0].endswith(said)
    assert not alert.locator("pre").is_visible()


def list_is_open(page: Any) -> bool:
    return bool(page.evaluate("() => !window.jupyterapp.shell.leftCollapsed"))


def test_in_a_narrow_window_the_list_of_lessons_makes_room(lab: tuple[str, Path], page: Any) -> None:
    address, _progress = lab
    open_lesson(page, address, "0-1-start-here")
    assert list_is_open(page)
    page.set_viewport_size({"width": 414, "height": 896})
    open_lesson(page, address, "0-1-start-here")
    page.wait_for_function("() => window.jupyterapp.shell.leftCollapsed")
    picture(page, "lesson-0-1-phone")
    page.locator(".jp-SideBar.jp-mod-left .lm-TabBar-tab").first.click()
    assert list_is_open(page)  # it stays open until a lesson is chosen
    page.get_by_text("1-1-bank-case").dblclick()
    page.wait_for_function("() => window.jupyterapp.shell.leftCollapsed")
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.context.path") == "1-1-bank-case.ipynb"


#: Slips as learners type them, and what each is answered with.
SLIPS = {
    "en": (
        ("share = 85%", "85% is not a number for Python: write 0.85."),
        ('share = ranked["Revenue"].sum()', '"Revenue" is only the heading: in code it is called "revenue".'),
        ("share = ranked[revenue].sum()", 'revenue needs quotes: write "revenue".'),
        ("share = Len(ranked)", "Len is not known, len is: small and capital letters differ."),
    ),
    "zh": (
        ("share = 85％", "85％ 在 Python 里不是数：写成 0.85。"),
        ('share = ranked["销售收入"].sum()', '"销售收入" 是表头，代码里叫 "revenue"。'),
        ("share = ranked[销售收入].sum()", '销售收入 是表头，代码里叫 "revenue"。'),
        ("share = len（ranked）", "（ 是中文全角符号：切换到英文输入法，改成 (。"),
        ("share = ranked[“revenue”].sum()", '“ 是中文全角符号：切换到英文输入法，改成 "。'),
    ),
}

UNOPENED = {
    "en": "check is not known yet: run the first code cell",
    "zh": "还不认识 check：先运行第一个代码单元格",
}
EARLY = {"en": "ranked comes from an earlier cell: first run", "zh": "ranked 来自前面的单元格：请先运行"}
RIGHT = {"en": "✓ Right", "zh": "✓ 正确"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_in_plain_jupyterlab_every_slip_is_one_sentence_from_the_first_cell_on(
    plain: str, page: Any, lang: str
) -> None:
    from playwright.sync_api import expect

    def told(code: str, said: str) -> None:
        cell(page, 'check("1-2.1"')
        answer(page, f'{code}\ncheck("1-2.1", share)')
        output = cell(page, 'check("1-2.1"').locator(".jp-OutputArea")
        expect(output).to_contain_text(said, timeout=PATIENCE)
        assert not any(full.is_visible() for full in output.locator("pre").all())

    open_lesson(page, plain, f"{lang}/1-2-eighty-twenty")
    session = "window.jupyterapp.shell.currentWidget.context.sessionContext.session"
    assert page.evaluate(f"() => {session}.kernel.name") == "key-account-lab"
    told("", UNOPENED[lang])
    picture(page, f"plain-{lang}-before-the-first-cell")
    opening = cell(page, "open_lesson(")
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
    opening.locator(".jp-OutputArea-output").first.wait_for()
    told("share = ranked.head(3)", EARLY[lang])
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-above')")
    for code, said in SLIPS[lang]:
        told(code, said)
    picture(page, f"plain-{lang}-slip")
    right = "fifth = ranked.head(round(len(ranked) / 5))\nshare = fifth[basis].sum() / ranked[basis].sum()"
    told(right, RIGHT[lang])
    picture(page, f"plain-{lang}-right")
    page.evaluate(f"() => {session}.kernel.restart()")
    told("", UNOPENED[lang])
