"""Both editions of a lesson are one course: one code, the same parts in the same order, each in its language."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import kamlib as kam
from kamlib.course import build, check, lessons, open_lesson
from kamlib.course.editions import whole
from kamlib.errors import KamError
from kamlib.words import label, language, speaking

ENGLISH = """## One

Before.

```python
a = 1
```

{exercise 9-1.1}

### Part

```python
show(a)
```

{quiz}
"""

CHINESE = """## 一

先看。

{code}

{exercise 9-1.1}

### 小节

{code}

{quiz}
"""


def test_code_comes_from_the_english_text_in_its_order() -> None:
    made = whole(CHINESE, ENGLISH, "x.zh.md")
    assert [part.split("```")[0].strip() for part in made.split("```python\n")[1:]] == ["a = 1", "show(a)"]
    assert "先看。" in made
    assert "Before." not in made


@pytest.mark.parametrize(
    ("change", "by", "said"),
    [
        ("### 小节\n", "", "'{code}' (line 10) where that has '### Part' (line 11)"),
        ("### 小节", "## 小节", "'## 小节' (line 9) where that has '### Part' (line 11)"),
        ("{exercise 9-1.1}\n", "", "'### 小节' (line 8) where that has '{exercise 9-1.1}' (line 9)"),
        ("9-1.1", "9-1.2", "'{exercise 9-1.2}' (line 7) where that has '{exercise 9-1.1}' (line 9)"),
        ("{code}\n\n{quiz}", "{quiz}", "'{quiz}' (line 11) where that has 'show(a)' (line 13)"),
        ("\n{quiz}\n", "", "nothing where that has '{quiz}' (line 17)"),
        ("{quiz}", "{quiz}\n\n{report}", "'{report}' (line 15) where that has nothing more"),
        (
            "先看。",
            "```python\na = 2\n```",
            "x.zh.md, line 3: code is written in the English text only; put {code} here",
        ),
    ],
)
def test_an_edition_whose_parts_differ_is_refused_with_the_place(change: str, by: str, said: str) -> None:
    assert CHINESE.count(change) == 1
    with pytest.raises(ValueError, match=r"x\.zh\.md") as refused:
        whole(CHINESE.replace(change, by), ENGLISH, "x.zh.md")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("planted", "by"),
    [("## 整条曲线\n", ""), ("{exercise 1-2.2}", "{exercise 1-2.1}"), ("{code}", "{quiz}"), ("{report}", "")],
)
def test_the_builder_refuses_a_lesson_with_a_planted_difference(
    planted: str, by: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in lessons.FOLDER.glob("lesson_1_2.*"):
        shutil.copy(file, tmp_path)
    chinese = tmp_path / "lesson_1_2.zh.md"
    monkeypatch.setattr(lessons, "FOLDER", tmp_path)
    assert lessons.text_of("1-2", "zh").count("```python") == lessons.text_of("1-2", "en").count("```python")
    chinese.write_text(chinese.read_text("utf-8").replace(planted, by, 1), "utf-8")
    with pytest.raises(ValueError, match=r"lesson_1_2\.zh\.md differs from the English"):
        build.make("1-2", "zh", into=tmp_path / "notebooks")
    assert list(tmp_path.glob("notebooks/*/*")) == []


def test_prose_may_differ_in_length_lists_and_tables() -> None:
    assert "| 表 |" in whole(CHINESE.replace("先看。", "- 一\n- 二\n\n| 表 |\n|---|\n| 值 |"), ENGLISH, "x.zh.md")


@pytest.mark.parametrize("id_", [id_ for id_ in lessons.ids() if "zh" in lessons.languages(id_)])
def test_the_editions_of_a_lesson_have_the_same_code_but_for_the_opening(id_: str) -> None:
    made = {}
    for lang in ("en", "zh"):
        with speaking(lang):
            made[lang] = build.notebook(lessons.lesson(id_), lessons.text_of(id_, lang))
    english, chinese = ([c for c in made[lang].cells if c.cell_type == "code"] for lang in ("en", "zh"))
    assert [c.source for c in english[1:]] == [c.source for c in chinese[1:]]
    assert [c.metadata for c in english] == [c.metadata for c in chinese]
    assert 'lang="zh"' in chinese[0].source
    assert 'lang="en"' in english[0].source


def test_an_open_lesson_speaks_its_language_in_each_thread_whatever_the_system_speaks(
    client: kam.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("kamlib.words.language"), "_everywhere", None)
    monkeypatch.setenv("KAMLIB_LANG", "en")
    heard: list[str] = []
    slider = threading.Thread(target=lambda: heard.extend([language(), label("revenue")]))
    assert "150 家客户" in str(open_lesson("1-2", client, lang="zh"))
    assert str(check("1-2.1", ...)).startswith("○ 未作答：请")
    slider.start()
    slider.join()
    assert heard == ["zh", "销售收入"]
    assert "150 customers" in str(open_lesson("1-2", client, lang="en"))
    assert "机械制造商" not in str(open_lesson("1-2", client))
    with pytest.raises(KamError, match="'fr'"):
        open_lesson("1-2", client, lang="fr")


def test_a_client_is_called_as_its_language_has_it_and_by_its_own_name_where_it_has_one(
    client: kam.Client,
) -> None:
    assert repr(client).startswith("Client('Machinery (embedded client)': 150 customers, 8000 lines, 2021-01-01")
    with speaking("zh"):
        assert replace(client, name="华信泵业").title == "华信泵业"
        assert repr(client).startswith("Client('机械制造商（内置示例企业）'：150 家客户，8000 行订单，2021-01-01")
