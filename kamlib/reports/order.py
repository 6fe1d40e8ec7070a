"""What a template is asked for as it runs, by ``kam report`` or by papermill and hand, and what it leaves where.

papermill writes whatever it is given into a cell of its own and checks nothing; here the first cell that computes
looks at what is there. ``kam report`` gives a folder in the making, which it fills and moves itself. By hand
the template works in a folder of the system's, and leaves files only where it is asked to.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kamlib.errors import KamError
from kamlib.reports import folder as folders
from kamlib.reports import parameters as asking
from kamlib.reports.parameters import PAGED, Parameters
from kamlib.reports.run import refuse_names_beside
from kamlib.words import LANGUAGES, _, use_language

#: Parameters of a template beside those of every report: where it leaves which files.
LEAVING = ("formats", "folder")

#: How papermill begins the cell that it writes.
_INJECTED = "# Parameters"


@dataclass(frozen=True)
class Order:
    """What a template was asked for.

    Attributes
    ----------
    parameters : Parameters
        What the report is made from and how.
    formats : tuple of str
        Which documents to write; empty for none.
    target : Path or None
        The report's folder; None to leave nothing.
    desk : Path
        Where figures and results lie while the template runs.
    by_hand : bool
        Whether the notebook itself is what will be read.
    """

    parameters: Parameters
    formats: tuple[str, ...]
    target: Path | None
    desk: Path
    by_hand: bool
    _held: TemporaryDirectory[str] | None = None

    @property
    def pictures(self) -> tuple[str, ...]:
        """Kinds of picture that are needed: documents set SVG, a notebook that is the report shows PNG."""
        if self.by_hand:
            return ("svg", "png") if self.target else ("png",)
        return ("svg",)

    @property
    def paged(self) -> bool:
        """Whether anything that shows figures is made: documents with pages, or a notebook that is the report."""
        return self.by_hand or bool(PAGED.intersection(self.formats))

    def clear(self) -> None:
        """Clear the desk, where it was the system's."""
        if self._held:
            self._held.cleanup()


def taken(names: Mapping[str, Any], template: str) -> Order:
    """Take the order from a notebook's names.

    Parameters
    ----------
    names : mapping of str to object
        The notebook's ``globals()``.
    template : str
        Which template the notebook is.

    Returns
    -------
    Order
        Checked throughout: what does not fit ends here, before anything is read.

    Raises
    ------
    KamError
        If a parameter is unknown (the nearest known one is named), a value does not fit, a file is not there, or
        files are asked for without a folder.
    """
    if names.get("language") in LANGUAGES:
        use_language(names["language"])
    known = [*Parameters.model_fields, *LEAVING]
    asking.refuse_unknown(set_names(names.get("In", ()), known), known)
    if names.get("template", template) != template:
        raise KamError(_("template {other}: this notebook is the template {own}; run {other}.ipynb",
                         other=names["template"], own=template))  # fmt: skip
    given = {name: names[name] for name in Parameters.model_fields if name in names}
    checked = asking.check(given | {"template": template})
    wanted = asking.formats(names["formats"]) if names.get("formats") else ()
    return _placed(checked, wanted, names.get("folder"))


def _placed(checked: Parameters, wanted: tuple[str, ...], folder: object) -> Order:
    if wanted and not folder:
        raise KamError(_("formats {formats}: also set the folder, for example folder out",
                         formats=",".join(wanted)))  # fmt: skip
    place = Path(str(folder)).expanduser().resolve() if folder else None
    if place and folders.is_in_the_making(place):
        return Order(checked, wanted, None, place, by_hand=False)
    target = folders.home(place) if place else None
    if target and checked.anonymise:
        refuse_names_beside(target)
    held = TemporaryDirectory(prefix="kam-")
    return Order(checked, wanted, target, Path(held.name), by_hand=True, _held=held)


def set_names(cells: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the names that the last cell of parameters among those that ran sets; none if there is no such cell.

    Such a cell is papermill's, or one that does nothing but set names to plain values, one of them known.
    """
    for cell in reversed([*cells]):
        injected = cell.startswith(_INJECTED)
        names = _plainly_set(cell, any_value=injected)
        if injected or set(names) & set(known):
            return names
    return []


def _plainly_set(cell: str, *, any_value: bool) -> list[str]:
    try:
        lines = ast.parse(cell).body
    except SyntaxError:
        return []
    names = []
    for line in lines:
        if not isinstance(line, ast.Assign | ast.AnnAssign) or line.value is None:
            return []
        if not (any_value or _is_plain(line.value)):
            return []
        targets = line.targets if isinstance(line, ast.Assign) else [line.target]
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names


def _is_plain(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except ValueError:
        return False
    return True
