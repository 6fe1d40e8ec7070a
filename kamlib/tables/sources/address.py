"""Addresses of databases, such as ``postgresql://reader@host/shop``: what may be in them, and what is shown.

An address holds no password: it would stay in the shell's history and in whatever repeats the address. The
password comes from the environment, goes to the driver, and is taken out of the driver's messages.
"""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from kamlib.errors import KamError
from kamlib.words import _

#: Variable of the environment that holds the password.
PASSWORD = "KAM_DB_PASSWORD"  # noqa: S105  (the variable's name)

_FORM = re.compile(r"[A-Za-z][\w+.-]*://")
_SECRET = re.compile(r"pass|pwd|secret|token|credential|private|odbc_connect", re.IGNORECASE)
#: Addresses of files, which no database answers.
_OF_FILES = ("http", "https", "ftp", "file", "s3", "gs", "az", "abfs", "hdfs")


def is_one(source: Any) -> bool:
    """Whether a source is written as an address.

    Parameters
    ----------
    source : object
        What was given.

    Returns
    -------
    bool
        True for ``kind://…``.
    """
    return isinstance(source, str) and _FORM.match(source) is not None


def shown(url: str) -> str:
    """Return what may be printed of an address: the kind of database, the host and the database's name.

    Parameters
    ----------
    url : str
        The address.

    Returns
    -------
    str
        Without user, password and options.
    """
    kind, _slashes, rest = url.partition("://")
    where = re.split(r"[?#]", rest.rpartition("@")[2])[0]
    host, _slash, name = where.partition("/")
    return f"{kind}://{host}/{PurePosixPath(name).name}".rstrip("/")


def refuse_secret(url: str) -> None:
    """Refuse an address that holds a password, or that is the address of a file.

    Parameters
    ----------
    url : str
        The address.

    Raises
    ------
    KamError
        The line does not repeat what is secret.
    """
    kind = url.partition("://")[0].lower()
    if kind in _OF_FILES:
        raise KamError(_("{file} is the address of a file; download it and select the copy.", file=shown(url)))
    user = url.partition("://")[2].rpartition("@")[0]
    try:
        options = [name for name, _value in parse_qsl(urlsplit(url).query, keep_blank_values=True)]
    except ValueError:
        options = []
    if ":" in user or any(map(_SECRET.search, options)):
        raise KamError(_(
            "{database}: remove the password from the address and put it in the environment variable {name}.",
            database=shown(url), name=PASSWORD,
        ))  # fmt: skip


def password() -> str | None:
    """Return the password for a database, from the environment.

    Returns
    -------
    str or None
        None where none is set.
    """
    return os.environ.get(PASSWORD) or None


def masked(text: str) -> str:
    """Take the password out of a text, as a driver may repeat it.

    Parameters
    ----------
    text : str
        A driver's message.

    Returns
    -------
    str
        Its first line, with stars for the password.
    """
    first = next(iter(text.strip().splitlines()), "")
    secret = password()
    return first if secret is None else first.replace(secret, "***")
