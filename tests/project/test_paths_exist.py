"""Each file and module that texts, docstrings and comments name is there: things move, and words do not follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
KAMLIB = ROOT / "kamlib"

#: Texts about the project as it is; the change log tells of what was.
TEXTS = (
    *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("README*.md")), *sorted(KAMLIB.rglob("*.py")),
    *sorted(KAMLIB.rglob("*.toml")), *sorted(KAMLIB.rglob("*.typ")), *sorted((ROOT / "benchmarks").rglob("*.py")),
)  # fmt: skip

#: A path with a folder, to a file of ours and none of a client: ``manage/visits/solver.py``.
PATH = re.compile(r"(?<![\w./<{*-])((?:[\w-]+/)+[\w-]+\.(?:py|md|po|toml|typ|ipynb))\b")

#: A module, or a name in it: `manage.relationship.network`, ``kamlib.periods``.
DOTTED = re.compile(r"`(?:kamlib\.)?([a-z_]+(?:\.\w+)+)(?:\(\))?`")


@cache
def endings() -> frozenset[str]:
    """Each file of the project, and each end of its path: texts often begin at a folder further in."""
    folders = ("kamlib", "tests", "docs", "benchmarks", "notebooks", "datasets")
    files = [*ROOT.glob("*.*"), *(file for one in folders for file in (ROOT / one).rglob("*.*"))]
    paths = [file.relative_to(ROOT).parts for file in files if "__pycache__" not in file.parts]
    return frozenset("/".join(parts[at:]) for parts in paths for at in range(len(parts)))


def there(name: str) -> bool:
    """Whether a module of kamlib has this dotted name, or holds the first word after the module's."""
    at, words = KAMLIB, name.split(".")
    while words and (at / words[0]).is_dir():
        at /= words.pop(0)
    module = at / f"{words[0]}.py" if words else None
    if module is not None and module.exists():
        words = words[1:]
    else:
        module = at / "__init__.py"
    return not words or (module.exists() and re.search(rf"\b{words[0]}\b", module.read_text("utf-8")) is not None)


def lost(text: str) -> Iterator[tuple[int, str]]:
    """Each path and dotted name in a text that leads nowhere, with its line."""
    rooms = {path.stem for path in KAMLIB.iterdir() if path.is_dir() or path.suffix == ".py"}
    for found in PATH.finditer(text):
        if found[1] not in endings():
            yield text.count("\n", 0, found.start()) + 1, found[1]
    for found in DOTTED.finditer(text):
        file = found[1].rpartition(".")[2] in ("py", "md", "toml", "lock")
        if found[1].partition(".")[0] in rooms and not file and not there(found[1]):
            yield text.count("\n", 0, found.start()) + 1, found[1]


def test_every_path_and_module_that_is_named_exists() -> None:
    assert len(TEXTS) > 400
    found = [(str(file.relative_to(ROOT)), *one) for file in TEXTS for one in lost(file.read_text("utf-8"))]
    assert found == []


def test_a_path_and_a_name_that_lead_nowhere_are_found_and_their_look_alikes_are_not() -> None:
    moved = "Row `manage/visit_model.py`,\nand `manage.policy_effects.simulate`; see ``kamlib.keep.nowhere``."
    assert list(lost(moved)) == [
        (1, "manage/visit_model.py"), (2, "manage.policy_effects.simulate"), (2, "keep.nowhere"),
    ]  # fmt: skip
    kept = "`manage/visits/solver.py`, `manage.policy.effects.simulate`, ``kamlib.keep``, `orders.date`, out/a.csv"
    assert list(lost(kept)) == []
