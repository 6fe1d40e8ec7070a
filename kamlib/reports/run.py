"""One report: the notebook through papermill in its own kernel, then the formats, then the move to its name."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from kamlib._paths import shipped
from kamlib.errors import KamError
from kamlib.reports import folder, manifest, preflight, replacing, results
from kamlib.reports.deck import FULL, Deck, build
from kamlib.reports.parameters import FILES, FORMATS, Parameters
from kamlib.reports.processes import refuse_without_network
from kamlib.words import _, speaking, speaking_of

#: Told at the start of each stage: its name for people, its place, how many there are.
Progress = Callable[[str, int, int], None]

#: The executed notebook in a report's folder.
NOTEBOOK = "notebook.ipynb"

_SLOW_START = 120


def report(
    parameters: Parameters, out: Path, *, formats: Iterable[str] = FORMATS, progress: Progress | None = None,
    notice: replacing.Notice | None = None,
) -> Path:  # fmt: skip
    """Write a report.

    Parameters
    ----------
    parameters : Parameters
        From ``parameters.check``.
    out : Path
        Folder for the report; one that holds other things gets a folder ``report``.
    formats : iterable of str
        Which of ``html``, ``pdf`` and ``xlsx``.
    progress : callable, optional
        Told each stage.
    notice : callable, optional
        Told in a line of each file that had been edited by hand and is kept next to the new report.

    Returns
    -------
    Path
        The report's folder.

    Raises
    ------
    KamError
        If the report cannot be written; nothing appears under its name then.
    """
    refuse_without_network()
    target = folder.home(out.expanduser().resolve())
    wanted = tuple(formats)
    if parameters.anonymise:
        refuse_names_beside(target)
    with speaking(parameters.language):
        preflight.refuse(parameters)
    with speaking(parameters.language), folder.in_the_making(target, notice) as part:
        tell = _Stages(progress, len(wanted))
        notebook = execute(parameters, part, tell, wanted)
        write_notebook(notebook, part / NOTEBOOK, parameters)
        finish(results.read(part), part, parameters, wanted, replacing.kept(target), tell)
    return target


def refuse_names_beside(target: Path) -> None:
    """Refuse to put a report without names next to edited files of an earlier one, which may hold names."""
    if beside := replacing.kept(target):
        raise KamError(
            _("{folder} contains edited files ({file}) that may include names; use --out to write the anonymised "
              "report to another folder", folder=target, file=beside[0])
        )  # fmt: skip


def finish(
    whole: results.Results, part: Path, parameters: Parameters, formats: Iterable[str], kept: Iterable[str],
    tell: Callable[[str], None] | None = None,
) -> None:  # fmt: skip
    """Write what goes next to the results and figures in a report's folder: documents, then the manifest.

    Parameters
    ----------
    whole : Results
        What the report says.
    part : Path
        The report in the making.
    parameters : Parameters
        What was asked for.
    formats : iterable of str
        Which documents.
    kept : iterable of str
        What will lie next to the report; see ``manifest.write``.
    tell : callable, optional
        Told each document's stage.

    Raises
    ------
    KamError
        If one cannot be written; the line names it.
    """
    wanted = tuple(formats)
    with speaking(whole.language), speaking_of(whole.client.documents):
        deck = deck_of(whole, wanted)
    for name in wanted:
        if tell:
            tell(_("Writing {format}", format=name.upper()))
        _write(name, whole, part, deck)
    manifest.write(part, parameters, inputs(parameters), kept, whole.quality.digests)


def deck_of(whole: results.Results, formats: Collection[str]) -> Deck:
    """Build the deck of a report; what a page has no room for is in the workbook, else in results.json."""
    return build(whole, FULL if "xlsx" in formats else results.FILE)


def _write(name: str, whole: results.Results, part: Path, deck: Deck) -> None:
    """Write one format; what goes wrong there ends as a line that names it."""
    try:
        with folder.writing(part):
            writer = import_module(f"kamlib.reports.{name}")
            writer.write(whole, part, part / f"report.{name}", deck=deck)
    except KamError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise KamError(_("the {format} could not be written: {what}", format=name.upper(), what=what)) from error


def inputs(parameters: Parameters) -> dict[str, str | Path]:
    """Return what a report is made from, by role: files, folders, databases; of an embedded client, its tables."""
    embedded = shipped("datasets") / parameters.orders
    held = {role: embedded / f"{role}.csv" for role in FILES} if embedded.parent == shipped("datasets") else {}
    return {role: file for role, file in held.items() if file.is_file()} | parameters.sources()


class _Stages:
    """Counts the stages: those of the notebook's cells, then one a format."""

    def __init__(self, progress: Progress | None, formats: int) -> None:
        self._progress = progress
        self._done = 0
        self._formats = formats
        self.cells = len(stages())

    def __call__(self, stage: str) -> None:
        self._done += 1
        if self._progress:
            self._progress(stage, self._done, 1 + self.cells + self._formats)


def execute(parameters: Parameters, part: Path, tell: _Stages, formats: Iterable[str] = ()) -> Any:
    """Run the template in a kernel; it leaves results.json and figures, as `formats` need them, in `part`.

    Returns
    -------
    nbformat.NotebookNode
        The executed notebook.

    Raises
    ------
    KamError
        What went wrong, in one line.
    """
    tell(_("Starting the kernel"))
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # what went wrong comes as an error, too
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    import papermill
    from nbclient.exceptions import DeadKernelError

    from kamlib.reports.kernel import ENGINE, OwnKernel, register

    register()
    template = shipped("notebooks") / "reports" / f"{parameters.template}.ipynb"
    given = parameters.model_dump(mode="json") | {"folder": str(part), "formats": ",".join(formats) or None}
    at: list[str] = [_("Starting the kernel")]

    def on_cell(stage: str | None, of: int) -> None:
        tell.cells = of
        if stage:
            at[0] = stages()[stage]
            tell(at[0])

    try:
        return papermill.execute_notebook(
            str(template), None, given, engine_name=ENGINE, progress_bar=False, kernel_name="python3",
            start_timeout=_SLOW_START, on_cell=on_cell, kernel_manager_class=OwnKernel,
        )  # fmt: skip
    except papermill.PapermillExecutionError as error:
        raise KamError(_why(error, at[0])) from None
    except (DeadKernelError, RuntimeError, TimeoutError) as error:
        raise KamError(
            _("the kernel stopped before the report was finished, at the stage “{stage}” ({what})",
              stage=at[0], what=type(error).__name__)
        ) from None  # fmt: skip


def stages() -> dict[str, str]:
    """Return the words for the stages that the notebook's cells are marked with."""
    return {
        "read": _("Reading the client's files"),
        "find": _("Computing the findings"),
        "compose": _("Assembling the report"),
        "draw": _("Drawing the exhibits"),
    }


def _why(error: Any, stage: str) -> str:
    """Say in one line what ended the notebook: an error that has words for people, or the bare fact."""
    if list(error.traceback) == [error.evalue]:  # as a KamError of whatever kind shows itself
        return str(error.evalue)
    first = next(iter(str(error.evalue).strip().splitlines()), "")
    return _("the report failed at the stage “{stage}”: {what}", stage=stage, what=f"{error.ename}: {first}")


def write_notebook(notebook: Any, target: Path, parameters: Parameters) -> None:
    """Write the executed notebook without the paths and times that papermill puts into it."""
    import nbformat

    shown = parameters.printable()
    cells = []
    for at, cell in enumerate(notebook.cells):
        if {"parameters", "by-hand"} & set(cell.metadata.get("tags", [])):
            continue
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(f"{name} = {value!r}" for name, value in sorted(shown.items()))
        cell.metadata = nbformat.from_dict({"tags": sorted(cell.metadata.get("tags", []))})
        cell.id = f"cell-{at}"
        cells.append(cell)
    notebook.cells = cells
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    text = nbformat.writes(notebook, version=4)
    target.write_text(text + "\n", encoding="utf-8", newline="\n")
