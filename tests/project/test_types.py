"""The check of types is as strict as mypy's strict mode: what its flags refuse is refused here too."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

Found = dict[str, set[tuple[int, str]]]

#: By flag of mypy: a file with one fault, and the lines and kinds of fault that are reported.
FAULTS = {
    "disallow_any_generics": (
        "def first(rows: list) -> int:\n    return len(rows)\n",
        {(1, "implicit-any-type-argument")},
    ),
    "disallow_any_generics (Callable)": (
        "from collections.abc import Callable\n\n\ndef run(step: Callable) -> None:\n    step()\n",
        {(4, "implicit-any-type-argument")},
    ),
    "disallow_subclassing_any": (
        "def made():\n    return object\n\n\nclass Row(made()):\n    pass\n",
        {(1, "unannotated-return"), (5, "unknown-base-class")},
    ),
    "disallow_untyped_calls": (  # what is called is refused where it is written
        "def twice(x):\n    return x\n\n\ndef four() -> None:\n    twice(2)\n",
        {(1, "implicit-any-parameter"), (1, "unannotated-return")},
    ),
    "disallow_untyped_defs": (
        "def made(x):\n    pass\n",
        {(1, "implicit-any-parameter"), (1, "unannotated-return")},
    ),
    "disallow_incomplete_defs": ("def made(x: int, y) -> int:\n    return x\n", {(1, "implicit-any-parameter")}),
    "disallow_incomplete_defs (return)": ("def made(x: int):\n    return x\n", {(1, "unannotated-return")}),
    "check_untyped_defs": (
        'def made():\n    return "a" + 1\n',
        {(1, "unannotated-return"), (2, "unsupported-operation")},
    ),
    "disallow_untyped_decorators": (
        "def kept(f):\n    return f\n\n\n@kept\ndef one() -> int:\n    return 1\n",
        {(1, "implicit-any-parameter"), (1, "unannotated-return"), (5, "untyped-function-decorator")},
    ),
    "no_implicit_optional": (
        "def made(x: int = None) -> int:\n    return x\n",
        {(1, "bad-function-definition")},
    ),
    "strict_optional": (
        "def length(x: str | None) -> int:\n    return len(x)\n",
        {(2, "bad-argument-type")},
    ),
    "warn_redundant_casts": (
        "from typing import cast\n\n\ndef same(x: int) -> int:\n    return cast(int, x)\n",
        {(5, "redundant-cast")},
    ),
    "warn_unused_ignores": (
        "def one() -> int:\n    return 1  # pyrefly: ignore[bad-return]\n",
        {(2, "unused-ignore")},
    ),
    "warn_return_any": (
        "from typing import Any\n\n\ndef one(row: Any) -> int:\n    return row.one\n",
        {(5, "no-any-return-explicit")},
    ),
    "no_implicit_reexport": (
        "from sound import dumps\n\nprint(dumps)\n",
        {(1, "implicit-reexport")},
    ),
    "strict_equality": (
        "def same(x: int, y: str) -> bool:\n    return x == y\n",
        {(2, "incompatible-comparison")},
    ),
    "strict_bytes": (
        "def size(x: bytes) -> int:\n    return len(x)\n\n\ndef other(x: bytearray) -> int:\n    return size(x)\n",
        {(6, "bad-argument-type")},
    ),
    "extra_checks": (
        "from typing import TypedDict as T\n\nOne = T('One', {'x': int})\nOther = T('Other', {'x': str})\n\n\n"
        "def both(a: One, b: Other) -> None:\n    a.update(b)\n",
        {(8, "no-matching-overload")},
    ),
    "warn_no_return": (
        "def one(x: int) -> int:\n    if x:\n        return 1\n",
        {(1, "bad-return")},
    ),
    "import-untyped": ("import vobject\n\nprint(vobject)\n", {(1, "untyped-import")}),
    "import-not-found": ("import nowhere\n\nprint(nowhere)\n", {(1, "missing-import")}),
    "a comment for mypy hides nothing": (
        'def one() -> int:\n    return "a"  # type: ignore[return-value]\n',
        {(2, "bad-return")},
    ),
}

#: What is right, in the ways of this project: lambdas and empty containers get their types from their use.
SOUND = """
from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from json import dumps
from typing import Any


@contextmanager
def shown(rows: dict[str, Any]) -> Generator[str]:
    yield dumps(rows)


def longest(rows: list[str]) -> int | None:
    lengths = []
    for row in sorted(rows, key=lambda row: (len(row), row)):
        lengths.append(len(row))
    return lengths[-1] if lengths else None
"""


def checked(folder: Path) -> tuple[Found, str]:
    """By file of a folder: lines and kinds of fault, with this project's settings; and what was said besides."""
    command = [
        *(sys.executable, "-m", "pyrefly", "check", "--config", str(ROOT / "pyproject.toml")),
        *("--python-interpreter-path", sys.executable, "--search-path", str(folder), "--output-format", "json"),
    ]
    files = sorted(folder.glob("*.py"))
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False, cwd=folder)
    found: Found = {file.stem: set() for file in files}
    for fault in json.loads(done.stdout)["errors"]:
        found[Path(fault["path"]).stem].add((fault["line"], fault["name"]))
    assert done.returncode == 1, done.stderr
    return found, done.stderr


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> tuple[Found, str]:
    folder = tmp_path_factory.mktemp("types")
    for at, (text, _) in enumerate(FAULTS.values()):
        (folder / f"fault_{at}.py").write_text(text, "utf-8")
    (folder / "sound.py").write_text(SOUND, "utf-8")
    return checked(folder)


@pytest.mark.parametrize("flag", FAULTS)
def test_what_a_strict_flag_of_mypy_names_is_refused(report: tuple[Found, str], flag: str) -> None:
    found, _ = report
    assert found[f"fault_{list(FAULTS).index(flag)}"] == FAULTS[flag][1]


def test_a_sound_file_passes(report: tuple[Found, str]) -> None:
    assert report[0]["sound"] == set()


def test_every_setting_is_known(report: tuple[Found, str]) -> None:
    """``warn_unused_configs``: a setting that is not known would say so here."""
    assert "Extra keys" not in report[1]
