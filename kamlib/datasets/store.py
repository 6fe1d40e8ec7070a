"""Where the files of a real set lie: a given folder, ``KAMLIB_DATA``, or the cache of what was downloaded."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kamlib.errors import KamError
from kamlib.words import _
from kamlib.words.phrases import enumerated

if TYPE_CHECKING:
    from kamlib.datasets.dataset import Dataset

#: The environment variable that names a folder of data sets, one folder a set.
VARIABLE = "KAMLIB_DATA"


def cache() -> Path:
    """Return the folder that downloads go to.

    Returns
    -------
    Path
        It need not exist.
    """
    from platformdirs import user_cache_path

    return user_cache_path("kamlib", appauthor=False) / "data"


def find(data_set: Dataset, folder: str | Path | None = None) -> list[Path] | None:
    """Return the files of a set that are read, or None where no complete group of them is here.

    Parameters
    ----------
    data_set : Dataset
    folder : str or Path, optional
        Looked into first: the set's own folder, or one that holds it.

    Returns
    -------
    list of Path or None
    """
    for place in _places(data_set, folder):
        for group in data_set.alternatives:
            files = [place / name for name in group]
            if all(file.is_file() for file in files):
                return files
    return None


def _places(data_set: Dataset, folder: str | Path | None) -> list[Path]:
    roots = [Path(root).expanduser() for root in (folder, os.environ.get(VARIABLE)) if root]
    return [place for root in [*roots, cache()] for place in (root / data_set.folder, root / data_set.name, root)]


def opener(files: list[Path]) -> Any:
    """Return a function that opens a file of a group by its stem, in whatever form it is there.

    Parameters
    ----------
    files : list of Path
        Files of one group, as they are on the disk.

    Returns
    -------
    callable
        Takes a stem and, of a workbook, a sheet; gives a table.

    Raises
    ------
    FileNotFoundError
        By the function returned, if no file of the group goes by the stem.
    KeyError
        By the function returned, if a SQL script has no such table.
    """
    if files[0].suffix == ".sql":
        return _of_script(files[0])

    def open_(stem: str, sheet: str | None = None) -> pd.DataFrame:
        wanted = _plain(stem)
        for file in files:
            if _plain(file.name.split(".")[0]) == wanted:
                return _read(file, sheet)
        books = [file for file in files if file.suffix == ".xlsx"]
        if sheet and books:
            return _read(books[0], sheet)
        others = [file for file in files if _plain(file.stem).startswith(wanted)]
        if others:
            return _read(others[0], sheet)
        raise FileNotFoundError(stem)

    return open_


def _of_script(file: Path) -> Any:
    """Return a function that opens a table of a SQL script by its name."""
    from kamlib.datasets import script

    tables = {_plain(name): table for name, table in script.tables(file).items()}
    return lambda stem, _sheet=None: tables[_plain(stem)]


def _plain(stem: str) -> str:
    return stem.lower().replace(" ", "_")


def _read(file: Path, sheet: str | None) -> pd.DataFrame:
    """Read a file as it is; keys stay text where blanks, zeros or letters in them matter."""
    if file.suffix == ".parquet":
        return pd.read_parquet(file)
    if file.suffix == ".xlsx":
        return pd.read_excel(file, sheet_name=sheet or 0, engine="calamine", dtype=_KEYS)
    if file.suffix == ".txt":
        return pd.read_csv(file, sep=r"\s+", dtype={"customer_id": "str", "date": "str"})
    return pd.read_csv(file, dtype=_KEYS)


_KEYS = {"Invoice": "str", "InvoiceNo": "str", "StockCode": "str", "customerID": "str", "TotalCharges": "str"}


def fetch(data_set: Dataset, folder: str | Path | None = None, *, progress: bool = True) -> list[Path]:
    """Download a set from its public source and check every file.

    Parameters
    ----------
    data_set : Dataset
    folder : str or Path, optional
        Where to; by default the cache. The files go to a folder of the set's name in it.
    progress : bool
        Show a progress bar.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    KamError
        If the set has no address, the network is not there, or a file is not the one that was published.
    """
    if not data_set.downloads:
        raise KamError(where_to_get(data_set))
    place = (Path(folder).expanduser() if folder else cache()) / data_set.folder
    place.mkdir(parents=True, exist_ok=True)
    return [_fetch_one(data_set, item, place, progress) for item in data_set.downloads]


def _fetch_one(data_set: Dataset, item: dict[str, str], place: Path, progress: bool) -> Path:
    """Download one file to a name of its own, check it, and only then give it its name."""
    import pooch

    pooch.get_logger().setLevel("WARNING")
    target, part = place / item["name"], place / f"{item['name']}.part"
    if target.is_file() and is_genuine(target, item["check"]):
        return target
    try:
        pooch.retrieve(
            item["url"], known_hash=None, fname=part.name, path=place, progressbar=progress and _has_tqdm()
        )
        if "member" in item:
            _unpack(part, item["member"])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        part.unlink(missing_ok=True)
        raise KamError(where_to_get(data_set, tried=item["url"])) from error
    if not is_genuine(part, item["check"]):
        part.unlink(missing_ok=True)
        raise KamError(
            _("{file} from {url} is not the published file (checksum differs).", file=target.name, url=item["url"])
        )
    return part.replace(target)


def _has_tqdm() -> bool:
    from importlib.util import find_spec

    return find_spec("tqdm") is not None


def _unpack(archive: Path, member: str) -> None:
    """Put a member of a zip in the place of the zip."""
    inner = archive.with_suffix(".inner")
    with zipfile.ZipFile(archive) as bundle, bundle.open(member) as source, inner.open("wb") as target:
        shutil.copyfileobj(source, target)
    inner.replace(archive)


def is_genuine(file: Path, check: str) -> bool:
    """Compare a file with its checksum.

    Parameters
    ----------
    file : Path
    check : str
        ``"sha256:…"``, ``"git:…"`` (object id of a blob), or ``"content"``, which every file passes here: then
        rows, period and total decide when the set is read.

    Returns
    -------
    bool
        Whether the file is the one that the checksum is of.
    """
    kind, _colon, wanted = check.partition(":")
    if kind == "content":
        return True
    content = file.read_bytes()
    if kind == "git":
        found = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    else:
        found = hashlib.sha256(content).hexdigest()
    return found == wanted


def where_to_get(data_set: Dataset, *, tried: str = "") -> str:
    """Say in one line where a set is available, and what to do then; `tried` is an address that failed.

    Parameters
    ----------
    data_set : Dataset
        The set that is missing.
    tried : str, optional
        Address that could not be fetched; empty where none was tried.

    Returns
    -------
    str
        In the language in use.
    """
    places: dict[str, object] = {
        "name": data_set.name, "source": data_set.source, "licence": data_set.licence,
        "files": enumerated([*data_set.alternatives[0]]), "folder": data_set.folder, "variable": VARIABLE,
    }  # fmt: skip
    if tried:
        return _(
            "{name} could not be fetched from {url}. Get it from {source} ({licence}), put {files} into a folder "
            "{folder}, and set {variable} to the folder above it.",
            url=tried, **places,
        )  # fmt: skip
    if data_set.downloads:
        return _(
            "The data set {name} is not available here. Online: kam data get {name}. Otherwise get it from "
            "{source} ({licence}), put {files} into a folder {folder}, and set {variable} to the folder above "
            "it.",
            **places,
        )
    return _(
        "The data set {name} is not available here. Get it from {source} ({licence}), put {files} into a folder "
        "{folder}, and set {variable} to the folder above it.",
        **places,
    )
