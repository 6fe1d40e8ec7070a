"""What a report was made from and what it consists of, by hashes: no paths, no user names, no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kamlib import __version__
from kamlib.errors import KamError
from kamlib.reports.holdings import MARK, is_litter, is_plain, leaves
from kamlib.reports.parameters import Parameters
from kamlib.tables.sources.kinds import kind_of, shown
from kamlib.tables.sources.proof import facts, sha256
from kamlib.words import _

MANIFEST = "manifest.json"
FORMAT = 1

#: Bytes that a manifest may have; what is larger is none.
_LARGEST = 16 * 2**20

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
    """What a comparison of a report's files with its manifest gave: names of files.

    Attributes
    ----------
    same, different, missing : tuple of str
        Files of the report. One that became a link or a folder is different, and so is an edited manifest.
    added : tuple of str
        What lies in the folder and is not of the report.
    kept : tuple of str
        Edited files of an earlier report, next to which this one was put.
    """

    same: tuple[str, ...]
    different: tuple[str, ...]
    missing: tuple[str, ...]
    added: tuple[str, ...]
    kept: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the folder holds the report's files as they were written, and nothing else."""
        return not self.different and not self.missing and not self.added


def write(
    folder: Path, parameters: Parameters, inputs: Mapping[str, str | Path], kept: Iterable[str] = (),
    digests: Mapping[str, str] | None = None,
) -> Path:  # fmt: skip
    """Write the manifest of the files now in a folder.

    Parameters
    ----------
    folder : Path
        A whole report.
    parameters : Parameters
        What it was asked for.
    inputs : mapping of str to str or Path
        What it was made from, by role; see ``tables.sources.proof`` for what is hashed.
    kept : iterable of str
        Names of files that are not part of the report and will be put next to it, because an earlier report was
        edited.
    digests : mapping of str to str, optional
        Hashes of the rows that were read from databases with an address, by role.

    Returns
    -------
    Path
        The manifest.
    """
    whole: dict[str, Any] = {
        "format": FORMAT,
        "kamlib": __version__,
        "packages": {name: version(name) for name in PACKAGES},
        "seed": SEED,
        "parameters": parameters.printable(),
        "inputs": [
            {
                "role": role,
                "name": role if parameters.anonymise else shown(source),
                **_hashed(role, source, digests),
            }
            for role, source in sorted(inputs.items())
        ],
        "outputs": [{"name": name, **facts(folder / name)} for name in _files(folder)],
    }
    if beside := sorted(kept):
        whole["kept"] = beside
    target = folder / MANIFEST
    whole["sha256"] = _of_itself(whole)
    target.write_text(_text(whole), encoding="utf-8", newline="\n")
    return target


def _hashed(role: str, source: str | Path, digests: Mapping[str, str] | None) -> dict[str, Any]:
    """Return the hash of a source; of a database that is elsewhere, of the rows that came from it."""
    return {"rows_sha256": (digests or {}).get(role)} if kind_of(source) == "address" else facts(source)


def _text(whole: dict[str, Any]) -> str:
    return json.dumps(whole, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def _of_itself(whole: dict[str, Any]) -> str:
    """Return the hash of a manifest without the line that holds it: a slip of an editor shows, not a forger."""
    rest = {name: value for name, value in whole.items() if name != "sha256"}
    return hashlib.sha256(_text(rest).encode(errors="replace")).hexdigest()


def read(folder: Path) -> dict[str, Any]:
    """Read a report's manifest.

    Parameters
    ----------
    folder : Path
        Folder of the report.

    Returns
    -------
    dict
        As in the file, and: ``hashes``, the files' by name; ``kept``, the files that were kept next to
        the report; ``whole``, whether the manifest itself is as it was written.

    Raises
    ------
    KamError
        If there is none, or it is not one.
    """
    file = folder / MANIFEST
    if not file.is_file():
        raise KamError(_("{folder} has no {file}: it is not a report folder", folder=folder, file=MANIFEST))
    try:
        found = json.loads(_beginning(file).decode("utf-8"))
        outputs = {str(entry["name"]): str(entry["sha256"]) for entry in found["outputs"]}
        more = {"hashes": outputs, "kept": tuple(map(str, found.get("kept", ()))), "whole": _is_whole(file, found)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise KamError(
            _("{file} in {folder} is damaged: it cannot be read", file=MANIFEST, folder=folder)
        ) from None
    return {**found, **more}


def _is_whole(file: Path, found: dict[str, Any]) -> bool:
    """Whether a manifest is as it was written, and no link to one."""
    return is_plain(file) and found.get("sha256") == _of_itself(found)


def _beginning(file: Path) -> bytes:
    """Return a file's bytes, of one that is too large for a manifest the first ones."""
    with file.open("rb") as stream:
        return stream.read(_LARGEST)


def proven(folder: Path) -> set[str]:
    """Return the names of the files that a report's manifest proves to be the report's: by their hashes.

    Parameters
    ----------
    folder : Path
        Any folder.

    Returns
    -------
    set[str]
        Names within the folder, the manifest's own among them where it is as it was written; empty without
        a manifest.
    """
    try:
        found = read(folder)
    except (KamError, OSError):
        return set()
    same = {name for name, hashed in found["hashes"].items() if _is(folder, name, hashed)}
    return same | ({MANIFEST} if found["whole"] else set())


def known(folder: Path) -> set[str]:
    """Return the names of a report's files, edited or not, and of those that were kept next to it.

    Parameters
    ----------
    folder : Path
        Any folder.

    Returns
    -------
    set[str]
        Names within the folder; none where there is no manifest, or another program's.
    """
    try:
        found = read(folder)
    except (KamError, OSError):
        return set()
    ours = isinstance(found.get("kamlib"), str) and found.get("format") == FORMAT
    return {MANIFEST, *found["hashes"], *found["kept"]} if ours else set()


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
    found = read(folder)
    hashes: dict[str, str] = found["hashes"]
    here = set(_files(folder))
    present = sorted(set(hashes) & here)
    same = tuple(name for name in present if _is(folder, name, hashes[name]))
    different = [name for name in present if name not in same]
    added = here - set(hashes) - set(found["kept"])
    return Verdict(
        same=same,
        different=(*different, *(() if found["whole"] else (MANIFEST,))),
        missing=tuple(sorted(set(hashes) - here)),
        added=tuple(sorted(name for name in added if not _is_left_about(folder, name))),
        kept=tuple(sorted(set(found["kept"]) & here)),
    )


def _is(folder: Path, name: str, hashed: str) -> bool:
    """Whether a file of this name is there, a file itself, with this hash."""
    try:
        return is_plain(folder / name) and sha256(folder / name) == hashed
    except (OSError, ValueError):
        return False


def _is_left_about(folder: Path, name: str) -> bool:
    return is_litter(name) and is_plain(folder / name)


def _files(folder: Path) -> list[str]:
    return [name for name in leaves(folder) if name not in (MANIFEST, MARK)]
