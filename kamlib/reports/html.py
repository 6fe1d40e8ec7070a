"""The report as one HTML file that needs nothing else: no network, no folder beside it."""

from __future__ import annotations

from pathlib import Path

from kamlib.reports.results import Results


def write(results: Results, folder: Path, target: Path) -> Path:
    """Write the HTML report.

    Parameters
    ----------
    results : Results
        What the report says.
    folder : Path
        Holds ``figures/``.
    target : Path
        The file to write.
    """
    target.write_text(f"<h1>{results.client.customers}</h1>", encoding="utf-8", newline="\n")
    return target
