"""Addresses of databases, such as ``postgresql://reader@host/shop``: what may be in them, and what is shown.

An address holds no password: it would stay in the shell's history and in whatever repeats the address. The
password comes from the environment, goes to the driver, and is taken out of the driver's messages.
"""

from __future__ import annotations

import os
import re
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

from kamlib.errors import KamError
from kamlib.words import _

#: Variable of the environment that holds the password.
PASSWORD = "KAM_DB_PASSWORD"  # noqa: S105  (the variable's name)

_FORM = re.compile(r"\s*[A-Za-z][\w+.-]*://")
#: An address with slashes missing, which holds a user and a password; a drive's letter is none.
_SLIP = re.compile(r"\s*([A-Za-z][\w+.-]+):/?([^/\\\s@]+:.*@.*)")
#: What sets a secret, wherever it stands in an address: an option, a part after ``;`` or ``#``, within a value.
_SECRET = re.compile(
    r"(pass|pwd|secret|token|credential|private|odbc_connect|(api|access|account)_?key|\b(auth|key)\b)[^=&;?]*=",
    re.IGNORECASE,
)
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
    if not isinstance(source, str):
        return False
    return _FORM.match(source) is not None or (_SLIP.match(source) is not None and not os.path.lexists(source))


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
    kind, _slashes, rest = _whole(url).partition("://")
    where = re.split(r"[?#;]|%3[BF]|%23", rest.rpartition("@")[2], flags=re.IGNORECASE)[0]
    host, _slash, name = where.partition("/")
    return f"{kind}://{host}/{PurePosixPath(name).name}".rstrip("/")


def _whole(url: str) -> str:
    """Return an address without blanks around it and with its slashes."""
    return _SLIP.sub(r"\1://\2", url).strip()


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
    kind = _whole(url).partition("://")[0].lower()
    if kind in _OF_FILES:
        raise KamError(_("{file} is the address of a file; download it and select the copy.", file=shown(url)))
    rest = _whole(url).partition("://")[2]
    user = unquote_plus(rest.rpartition("@")[0])
    if ":" in user or _SECRET.search(unquote_plus(rest)):
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
    for written in (secret, quote(secret, safe=""), quote_plus(secret)) if secret else ():
        first = first.replace(written, "***")
    return first
