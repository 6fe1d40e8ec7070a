"""What a report was made from and what it consists of, by hashes: no paths, no user names, no clock."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kamlib import __version__
from kamlib.errors import KamError
from kamlib.reports.folder import MANIFEST
from kamlib.reports.parameters import Parameters
from kamlib.words import _

FORMAT = 1

#: Packages whose version can change a report.
PACKAGES = (
    "babel",
    "jinja2",
    "matplotlib",
    "narwhals",
    "numpy",
    "pandas",
    "papermill",
    "scipy",
    "typst",
    "xlsxwriter",
)

#: Random draws of a report start from here; see ``value.resampling``.
SEED = 0


@dataclass(frozen=True)
class Verdict:
    """What a comparison of a report's files with its manifest gave: names of files."""

    same: tuple[str, ...]
    different: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every file of the report is as it was written."""
        return not self.different and not self.missing


def write(folder: Path, parameters: Parameters, inputs: dict[str, Path]) -> Path:
    """Write the manifest of the files now in a folder.

    Parameters
    ----------
    folder : Path
        A whole report.
    parameters : Parameters
        What it was asked for.
    inputs : mapping of str to Path
        The files it was made from, by role.

    Returns
    -------
    Path
        The manifest.
    """
    whole = {
        "format": FORMAT,
        "kamlib": __version__,
        "packages": {name: version(name) for name in PACKAGES},
        "seed": SEED,
        "parameters": parameters.printable(),
        "inputs": [
            {"role": role, "name": role if parameters.anonymise else path.name, **_facts(path)}
            for role, path in sorted(inputs.items())
        ],
        "outputs": [{"name": name, **_facts(folder / name)} for name in _files(folder)],
    }
    target = folder / MANIFEST
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    target.write_text(text, encoding="utf-8", newline="\n")
    return target


def read(folder: Path) -> dict[str, Any]:
    """Read a report's manifest.

    Parameters
    ----------
    folder : Path
        Folder of the report.

    Returns
    -------
    dict
        As it stands in the file.

    Raises
    ------
    KamError
        If there is none, or it is not one.
    """
    file = folder / MANIFEST
    if not file.is_file():
        raise KamError(
            _("{folder} holds no {file}: it is not the folder of a report", folder=folder, file=MANIFEST)
        )
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        outputs = {str(entry["name"]): str(entry["sha256"]) for entry in found["outputs"]}
    except (ValueError, KeyError, TypeError):
        raise KamError(
            _("{file} in {folder} is damaged: it cannot be read", file=MANIFEST, folder=folder)
        ) from None
    return {**found, "hashes": outputs}


def names(folder: Path) -> set[str]:
    """Return the names of a report's files, none where there is no manifest.

    Parameters
    ----------
    folder : Path
        Folder of the report.

    Returns
    -------
    set[str]
        Names within the folder.
    """
    try:
        return set(read(folder)["hashes"])
    except KamError:
        return set()


def verify(folder: Path) -> Verdict:
    """Compare a report's files with its manifest.

    Parameters
    ----------
    folder : Path
        Folder of the report.

    Returns
    -------
    Verdict
        Files that are the same, differ, are missing, or were added.

    Raises
    ------
    KamError
        If the folder has no manifest.
    """
    known: dict[str, str] = read(folder)["hashes"]
    here = set(_files(folder))
    present = sorted(set(known) & here)
    same = tuple(name for name in present if sha256(folder / name) == known[name])
    return Verdict(
        same=same,
        different=tuple(name for name in present if name not in same),
        missing=tuple(sorted(set(known) - here)),
        added=tuple(sorted(here - set(known))),
    )


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file.

    Parameters
    ----------
    file : Path
        Any file.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _facts(file: Path) -> dict[str, Any]:
    return {"sha256": sha256(file), "bytes": file.stat().st_size}


def _files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(path.relative_to(folder).as_posix() for path in found)
    return [name for name in names if name != MANIFEST]
