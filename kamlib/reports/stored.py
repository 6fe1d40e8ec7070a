"""The templates as they are committed: run on the embedded client, with the outputs that nbval compares.

``python -m kamlib.reports.stored [DIR]``; twice gives the same bytes. What nbval does not compare is not stored:
pictures would weigh a megabyte. The outputs hold no path, no time and no address.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from kamlib._paths import shipped
from kamlib.reports.kernel import OwnKernel
from kamlib.reports.parameters import TEMPLATES

#: Tag by which nbval leaves a cell's outputs out of its comparison.
IGNORED = "nbval-ignore-output"


def executed(template: Path) -> Any:
    """Run a template with its own defaults and keep the outputs that are compared.

    Parameters
    ----------
    template : Path
        The notebook; it stays as it is.

    Returns
    -------
    nbformat.NotebookNode
        The same cells, with outputs.
    """
    import nbformat
    from nbclient import NotebookClient

    stored = nbformat.read(template, as_version=4)
    ran = nbformat.from_dict(stored)
    NotebookClient(ran, kernel_manager_class=OwnKernel, startup_timeout=120).execute()
    for cell, done in zip(stored.cells, ran.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs = [] if IGNORED in cell.metadata.get("tags", []) else done.outputs
            cell.execution_count = done.execution_count  # nbval takes outputs of a cell without for left over
    return stored


def main(into: Path) -> None:
    """Write every template, executed, into a folder."""
    import nbformat

    for name in TEMPLATES:
        notebook = executed(shipped("notebooks") / "reports" / f"{name}.ipynb")
        text = nbformat.writes(notebook, version=4)
        (into / f"{name}.ipynb").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else shipped("notebooks") / "reports")
