"""Rooms whose modules are imported when they are first asked for: ``kam.value.trend`` without an import."""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any


def modules(
    room: str, folders: Iterable[str], names: Iterable[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return the ``__getattr__`` and the ``__dir__`` of a room.

    Parameters
    ----------
    room : str
        The package's own ``__name__``.
    folders : iterable of str
        Its ``__path__``.
    names : iterable of str
        What it offers next to its modules.

    Returns
    -------
    callable, callable
        The first imports a module of the room by its name; the second lists modules and names.

    Raises
    ------
    AttributeError
        By the first, if the room has no such module.
    """
    places = list(folders)

    @cache
    def held() -> set[str]:
        from pkgutil import iter_modules

        return {module.name for module in iter_modules(places) if not module.name.startswith("_")}

    def found(name: str) -> Any:
        if name.startswith("_") or name not in held():
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return import_module(f"{room}.{name}")

    def listed() -> list[str]:
        return sorted(held() | set(names))

    return found, listed


@contextmanager
def at_once() -> Generator[None]:
    """Import within a ``with`` block without looks for garbage; later ones leave out what is there then."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looks:
            gc.enable()
