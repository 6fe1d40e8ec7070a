"""What a parameter names as a table: a file, a folder, a database by its address, or a data set."""

from __future__ import annotations

from pathlib import Path

from kamlib.errors import KamError
from kamlib.tables.sources import address, folder
from kamlib.tables.sources.kinds import FOLDERS, kind_of
from kamlib.words import _, label, language


def found(role: str, name: str) -> str:
    """Return the absolute path of a file or folder; an address, and the name of a data set, as they are.

    Raises
    ------
    KamError
        If there is no such file, or the address holds a password.
    """
    if address.is_one(name):
        address.refuse_secret(name)
        return name
    path = Path(name).expanduser()
    if path.is_file():
        return str(path.resolve())
    if role == "orders" and (is_set(name) or (_may_be_set(name) and kind_of(name) is None)):
        return name
    if kind_of(path) in FOLDERS:
        folder.files_of(path)
        return str(path.absolute())
    raise KamError(_("{file}: file not found (given for {role})", file=name, role=_named(role)))


def is_set(name: str) -> bool:
    """Tell whether a name is that of a data set: it goes before a folder of that name, a file before both."""
    from kamlib import datasets

    return kind_of(name) in (None, "folder") and datasets.is_known(name)


def _may_be_set(name: str) -> bool:
    """Tell whether a name is not that of a file: the loader then knows it, or says what it knows."""
    return not Path(name).suffix and "/" not in name and "\\" not in name


def _named(role: str) -> str:
    """Return the name of a table in the language in use; English has the name of the option."""
    return role if language() == "en" else label(role)
