"""What users and lessons call shows how it is called: an example in its docstring, which is run here."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import kamlib as kam
from kamlib import loading
from kamlib.course import lessons

#: Methods of a client that lessons and users call; its properties need no brackets and no example.
OF_CLIENT = ("accounts_by", "accounts_trailing", "accounts_within", "measured_by", "named")

#: What an example may leave to chance: white space.
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def fences(text: str) -> str:
    """Return the code of a lesson, without the words of the notebook (``%%needs …``)."""
    code = "\n".join(re.findall(r"^```python[^\n]*\n(.*?)^```$", text, re.S | re.M))
    return re.sub(r"^%.*$", "", code, flags=re.M)


def called_in(code: str) -> Iterator[Any]:
    """Yield the functions and classes of kamlib that code uses."""
    tree = ast.parse(code)
    held: dict[str, Any] = {"kam": kam}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kamlib"):
            for alias in node.names:
                held[alias.asname or alias.name] = offered(str(node.module), alias.name)
                yield held[alias.asname or alias.name]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            home = held.get(node.value.id)
            if inspect.ismodule(home):
                yield getattr(home, node.attr)


def offered(module: str, name: str) -> Any:
    home = import_module(module)
    return getattr(home, name) if hasattr(home, name) else import_module(f"{module}.{name}")


@cache
def public() -> dict[str, Any]:
    """Return what users and lessons call, by its full name."""
    found = [getattr(kam, name) for name in kam.__all__]
    found += [getattr(kam.course, name) for name in kam.course.__all__]
    found += [getattr(kam.Client, name) for name in OF_CLIENT]
    found += [kam.accounts.accounts]
    for id_ in lessons.ids():
        found += called_in(fences(lessons.text_of(id_, "en")))
    return {
        f"{each.__module__}.{each.__qualname__}": each
        for each in found
        if inspect.isclass(each) or inspect.isfunction(each)
    }


NAMES = sorted(public())


def without_example(docs: dict[str, str | None]) -> list[str]:
    return [name for name, doc in docs.items() if ">>> " not in (doc or "")]


def test_everything_that_users_and_lessons_call_has_an_example() -> None:
    assert len(NAMES) > 80
    assert {"kamlib.loading.load", "kamlib.value.whale.curve", "kamlib.figures.tiers.tier_bars"} <= set(NAMES)
    assert without_example({name: each.__doc__ for name, each in public().items()}) == []


def test_a_function_without_an_example_is_found() -> None:
    assert without_example({"a": "Do.\n\n>>> 1\n1\n", "b": "Do it.", "c": None}) == ["b", "c"]


@pytest.fixture(scope="module")
def loaded() -> Iterator[None]:
    """Load the embedded client once for all examples."""
    load: Callable[..., Any] = loading.load
    once = cache(load)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            loading, "load", lambda *given, **how: once(*given) if given == ("machinery",) else load(*given, **how)
        )
        yield


@pytest.mark.parametrize("name", NAMES)
def test_the_example_runs(name: str, loaded: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import matplotlib.pyplot as plt

    monkeypatch.setenv("KAMLIB_PROGRESS", str(tmp_path / "progress.json"))
    example = doctest.DocTestParser().get_doctest(inspect.getdoc(public()[name]) or "", {}, name, None, 0)
    told: list[str] = []
    found = doctest.DocTestRunner(optionflags=FLAGS).run(example, out=told.append)
    plt.close("all")
    assert found.failed == 0, "".join(told)
    assert found.attempted > 0
