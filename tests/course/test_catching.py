"""In a notebook an error is one sentence; its full text is folded away, and a kernel's reply still carries it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from kamlib.course import catching, hint, lessons, open_lesson, state
from kamlib.course.slips import explain
from kamlib.errors import KamError
from kamlib.words import speaking
from tests.course.in_shell import shell
from tests.embedded import embedded


@pytest.fixture
def running() -> Iterator[InteractiveShell]:
    with shell() as made:
        catching.load_ipython_extension(made)
        yield made
    state.open_clients.clear()
    state.cell = ""


def shown(running: InteractiveShell, code: str) -> tuple[str, str]:
    """Run a cell that fails; what it shows, as text and as a page."""
    with capture_output() as captured:
        done = running.run_cell(code)
    assert not done.success
    assert captured.stderr == captured.stdout == ""
    (output,) = captured.outputs
    return output.data["text/plain"], output.data["text/html"]


def test_before_the_first_cell_has_run_it_is_named(running: InteractiveShell) -> None:
    text, page = shown(running, 'check("1-2.1", share)')
    assert text == "✗ `check` is not known yet: run the first code cell, then Run → Run All Above Selected Cell."
    assert "<details><summary>Full text of the error</summary>" in page
    assert "NameError" in page
    assert "\x1b[" not in page


def test_after_a_restart_a_lessons_cell_names_the_first_cell_whatever_comes_first_in_it(
    running: InteractiveShell,
) -> None:
    said = "`known` is not known yet: run the first code cell, then Run → Run All Above Selected Cell."
    assert shown(running, 'kept = known["saved"].sum()\ncheck("4-4.3", kept)')[0] == f"✗ {said}"
    own = shown(running, "kept = known.sum()\ntotal = recheck(kept)")[0]
    assert own.startswith("✗ `known` is not known: run the cell that makes it")


def test_a_cell_out_of_order_is_named_by_its_beginning(running: InteractiveShell) -> None:
    running.user_ns["client"] = embedded()
    running.run_cell('from kamlib.course import open_lesson, check\nx = open_lesson("1-2", client)')
    assert (
        "`ranked` comes from an earlier cell: first run the one that begins `basis = client.basis`"
        in shown(running, "fifth = ranked.head(3)")[0]
    )
    with speaking("zh"):
        assert "`ranked` 来自前面的单元格" in shown(running, "fifth = ranked.head(3)")[0]


def test_in_a_cell_that_needs_something_an_error_is_shown_once(running: InteractiveShell) -> None:
    running.user_ns["client"] = embedded()
    running.run_cell('from kamlib.course import open_lesson\nx = open_lesson("1-2", client)')
    assert shown(running, "%%needs orders.cost\nshare = 85%")[0] == (
        "✗ `85%` is not a number for Python: write `0.85`."
    )


def test_the_reply_of_the_kernel_carries_the_full_text(running: InteractiveShell) -> None:
    shown(running, "1 / 0")
    assert "ZeroDivisionError" in "".join(running._last_traceback)


def test_an_error_of_the_course_is_its_own_sentence(running: InteractiveShell) -> None:
    running.run_cell("from kamlib.course import hint")
    assert shown(running, "hint(1-2.1)")[0] == '✗ Put quotes around the number: `hint("1-2.1")`.'
    assert "the nearest is 1-2.1" in shown(running, 'hint("1.2.1")')[0]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("hint(1-2.q1)", 'Put quotes around the number: `hint("1-2.q1")`'),
        ("share ＝ 0.85", "`＝` is a Chinese sign"),
        ("share = 85 %", "write `0.85`"),
        ('share = 85%\ncheck("1-2.1", share)', "`85%` is not a number for Python: write `0.85`"),
        ('share = 85％\ncheck("1-2.1", share)', "`85％` is not a number for Python: write `0.85`"),
        ("largest = 1.2亿", "`1.2亿` is not a number for Python: write `120000000`"),
        ("rows = Len(table)", "`Len` is not known, `len` is"),
        ("table[订单].max()", '`订单` is only the heading: in code it is called `"orders"`'),
        ("table[table[“tier”] == 1]", "`“` is a Chinese sign"),
        ('table["tier"].sum( ', "`(` is never closed: add `)`"),
        ("for x in table\n  pass", "`for x in table` needs `:`"),
        ("  share = 1", "Remove the blanks before `share = 1`"),
        ("table.head(len(table) / 2)", "`head(…)` needs a whole number"),
        ('table["orders"] > "3"', "remove its quotes and write `3`"),
        ('table["orders"] > 1 & table["orders"] < 3', "Put round brackets around each comparison"),
        ('table[(table["orders"] > 1) or (table["orders"] < 3)]', "write `|`"),
        ('table["Orders"]', 'in code it is called `"orders"`'),
        ('table["订单"]', 'in code it is called `"orders"`'),
        ("table[orders]", '`orders` needs quotes: write `"orders"`'),
        ("Table", "`Table` is not known, `table` is"),
        ("table.Head()", "Did you mean `.head`"),
        ('table["tier"] == "lead".sum()', "brackets around the comparison first: `(…).sum()`"),
        ('table["orders"] > 2.sum()', "brackets around the comparison first: `(…).sum()`"),
        ("len(table).sum()", "one value already: remove `.sum()`"),
        ('table["tier"].mean()', "This column holds text: `.mean()`"),
        ('yearly["2023"]', "`2023` is a number here: write it without quotes"),
        ('other.head(2)["orders"]', 'There is no `"orders"` here'),
        ('other[other["n"] > 0]["orders"]', 'There is no `"orders"` here'),
        ("half(3)", "`half(…)` takes this value only with its name: write `of=…`"),
    ],
)  # fmt: skip
def test_common_slips(code: str, said: str) -> None:
    table = pd.DataFrame({"orders": [1, 2, 3], "tier": ["lead", "iron", "gold"]})
    space = {
        "table": table, "yearly": pd.DataFrame({2023: [1.0]}), "other": pd.DataFrame({"n": [1]}), "half": half,
    }  # fmt: skip
    with pytest.raises(Exception) as caught:  # noqa: PT011  (any error is explained)
        exec(compile(code, "cell", "exec"), dict(space))  # noqa: S102
    told = explain(caught.value, code, space)
    assert said in told
    assert len(told.split()) <= 25


def half(*, of: float) -> float:
    return of / 2


def test_any_other_error_is_one_line_too() -> None:
    told = explain(RuntimeError("word " * 100 + "\nsecond line"), "x", {})
    assert len(told.split()) <= 25
    assert "\n" not in told


def test_what_is_in_a_text_or_a_comment_is_no_slip() -> None:
    code = 'names = ["（泵）", "a，b"]  # 85% （全角）\nshare = (1'
    with pytest.raises(SyntaxError) as caught:
        compile(code, "cell", "exec")
    assert explain(caught.value, code, {}) == "`(` is never closed: add `)`."


def test_a_number_without_quotes_is_refused_outside_of_a_notebook() -> None:
    state.cell = ""
    with pytest.raises(KamError, match=r'quotes around the number: `hint\("1-2\.1"\)`'):
        hint(1 - 2.1)
    assert lessons.exercise("1-2.1").lesson == "1-2"
    assert open_lesson("1-2", embedded())


def not_slipped(code: str, **space: Any) -> str:
    """What check says of a cell about the answer's name, with what the notebook knows."""
    from kamlib.course.slips.cells import label_for_code, needless_comparison, not_stored

    return not_stored("share", code, space) or needless_comparison(code, space) or label_for_code(code, space)


def test_an_answer_that_did_not_arrive_is_found_and_a_right_cell_gets_nothing() -> None:
    assert "You stored `Share`" in not_slipped("Share = 0.85", Share=0.85, share=...)
    assert "`==` compares" in not_slipped("share == 0.85", share=...)
    assert 'code writes `"lead"`' in not_slipped('share = (t["tier"] == "Lead").mean()')
    assert 'code writes `"key"`' in not_slipped('share = (t["verdict"] == "大客户").mean()')
    assert not_slipped('share = (t["tier"] == "lead").mean()', share=0.1) == ""
    assert not_slipped("share = Share", Share=1, share=1) == ""


def test_a_label_is_sent_to_the_code_that_stands_in_the_table() -> None:
    """“Key” and “Unknown” are also words for other things, with other codes."""
    table = pd.DataFrame({"verdict": ["key", "potential"], "state": ["unknown", "known"]})
    assert 'Did you mean `"key"`' in not_slipped('share = (t["verdict"] == "Key").mean()', t=table)
    assert 'code writes `"key"`' in not_slipped('share = (t["verdict"] == "Key account").mean()', t=table)
    assert 'code writes `"unknown"`' in not_slipped('share = (t["state"] == "未掌握").mean()', t=table)
    assert not_slipped('share = (t["verdict"] == "key").mean()', t=table) == ""


@pytest.mark.parametrize("word", ["yes", "No", "✓", "是"])
def test_a_column_of_yes_and_no_is_not_compared_with_a_word(word: str) -> None:
    assert f'remove `== "{word}"`' in not_slipped(f'share = (t["left"] == "{word}").mean()')
