"""Where the files that travel with the package lie: next to it in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped(folder: str) -> Path:
    """Return the folder ``datasets`` or ``notebooks`` of this installation.

    Parameters
    ----------
    folder : str
        Name of a top-level folder of the project.

    Returns
    -------
    pathlib.Path
        The folder next to the package (a checkout) or inside it (an installed wheel).
    """
    beside = PACKAGE.parent / folder
    is_checkout = (PACKAGE.parent / "pyproject.toml").is_file()
    return beside if is_checkout and beside.is_dir() else PACKAGE / "_shipped" / folder
