"""Each lesson runs to its end on other data than the embedded client's, with the right answers of that data."""

from __future__ import annotations

from pathlib import Path

import pytest

from kamlib.course import build, lessons
from kamlib.words import speaking
from tests.course.test_solved import feedback, solved

#: An exercise is right, or says in words that the data lack what it needs.
GOOD = ("✓ Right", "– Not on this data", "*Not on this data")

SETS = ("online-retail-ii", "adventureworks-resellers")

#: The same in Chinese, and one lesson of each part.
GOOD_IN_CHINESE = ("✓ 正确", "– 此数据不适用", "*此数据不适用", "*这份数据缺少：")
OF_EACH_PART = ("1-3", "2-4", "3-4", "4-2")


def run_on(id_: str, load: str, lang: str = "en") -> dict[str, str]:
    """Run a solved lesson whose first cell names other data."""
    with speaking(lang):
        lesson = lessons.lesson(id_)
        notebook = solved(build.notebook(lesson, lessons.text_of(id_, lang)), lesson)
    first = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    first.source = first.source.replace('kam.load("machinery")', load)
    return feedback(build.execute(notebook))


@pytest.mark.slow
@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("id_", lessons.ids())
def test_a_lesson_runs_to_its_end_on_a_real_set(
    id_: str, name: str, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMLIB_DATA", str(shared_data))
    told = run_on(id_, f'kam.load("{name}")')
    assert all(text.startswith(GOOD) for text in told.values()), told


@pytest.mark.slow
@pytest.mark.parametrize("id_", lessons.ids())
def test_a_lesson_runs_to_its_end_on_orders_alone(id_: str) -> None:
    bare = (
        'kam.Client(kam.load("machinery").orders[["customer_id", "order_id", "date", "revenue"]], source="bare")'
    )
    told = run_on(id_, bare)
    assert all(text.startswith(GOOD) for text in told.values()), told


@pytest.mark.slow
@pytest.mark.parametrize("id_", ["1-2", "2-6"])
def test_a_lesson_on_years_runs_to_its_end_on_ten_months(id_: str) -> None:
    short = 'kam.Client(kam.load("machinery").orders.query("date >= \'2024-03-01\'"), source="short")'
    told = run_on(id_, short)
    assert all(text.startswith(GOOD) for text in told.values()), told


@pytest.mark.slow
@pytest.mark.parametrize("name", [*SETS, "示例-超市.xls"])
@pytest.mark.parametrize("id_", OF_EACH_PART)
def test_a_chinese_lesson_runs_to_its_end_on_a_real_set(
    id_: str, name: str, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAMLIB_DATA", str(shared_data))
    where = name if name in SETS else str(shared_data / "tableau-superstore-zh" / name)
    told = run_on(id_, f'kam.load("{where}")', "zh")
    assert all(text.startswith(GOOD_IN_CHINESE) for text in told.values()), told
