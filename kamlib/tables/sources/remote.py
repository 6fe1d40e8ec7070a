"""A table of a database that is reached by an address: through SQLAlchemy, the extra ``sql``."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from kamlib.errors import KamError
from kamlib.tables.files.raw import RawTable
from kamlib.tables.sources import address, naming, proof, typed
from kamlib.tables.sources.database import batches, place
from kamlib.words import _


def read(url: str, wanted: str | None, table: str) -> RawTable:
    """Read a table of a database that is reached by an address.

    Parameters
    ----------
    url : str
        Kind of database, user, host and name, without a password: ``postgresql://reader@host/shop``.
    wanted : str, optional
        Name of the table, with its schema where needed; see ``naming.chosen``.
    table : str
        Which of our tables is to be read.

    Returns
    -------
    RawTable
        Its rows, numbered from 1 as the database gives them.

    Raises
    ------
    KamError
        If the extra is not installed, the database does not answer, or there is no such table.
    """
    address.refuse_secret(url)
    where = address.shown(url)
    with _worded(where), _connected(url) as base:
        import sqlalchemy as sa

        name = naming.chosen(_names(sa.inspect(base), wanted), wanted, table, where)
        schema, _dot, alone = name.rpartition(".")
        asked = sa.select(sa.text("*")).select_from(sa.table(alone, schema=schema or None))
        rows = base.execution_options(stream_results=True).execute(asked)
        raw = typed.of_rows(batches(rows), list(rows.keys()), place(where, name))
        return replace(raw, digest=proof.of_rows(raw.frame))


def _names(seen: Any, wanted: str | None) -> list[str]:
    """Return the tables and views; of the schema that is asked for, if one is."""
    schema = wanted.rpartition(".")[0] if wanted else ""
    found = sorted({*seen.get_table_names(schema or None), *seen.get_view_names(schema or None)})
    return [f"{schema}.{name}" for name in found] if schema else found


@contextmanager
def _connected(url: str) -> Generator[Any]:
    """Connect, with the password of the environment."""
    try:
        import sqlalchemy as sa
    except ImportError:
        raise KamError(_("{database}: install the extra sql first: pip install 'kamlib[sql]'.",
                         database=address.shown(url))) from None  # fmt: skip
    whole = sa.make_url(url.strip())
    if (secret := address.password()) and whole.host:
        whole = whole.set(password=secret)
    engine = sa.create_engine(whole, hide_parameters=True)
    try:
        with engine.connect() as base:
            yield base
    finally:
        engine.dispose()


@contextmanager
def _worded(where: str) -> Generator[None]:
    """Let whatever a driver raises end as one line, without the password and without what led to it."""
    try:
        yield
    except KamError:
        raise
    except ImportError as error:
        raise KamError(_("{database}: the driver {name} is not installed; install it with pip.",
                         database=where, name=error.name or str(error))) from None  # fmt: skip
    except Exception as error:
        said = address.masked(str(getattr(error, "orig", None) or error)) or type(error).__name__
        raise KamError(
            _("{database} cannot be read: {reason}.", database=where, reason=said.rstrip("."))
        ) from None
