"""Key Account Lab: key account management in numbers.

``import kamlib as kam`` is the face that lessons use. It stays light: what is heavy is imported where it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kamlib.chosen import choices
    from kamlib.client import Client
    from kamlib.errors import KamError
    from kamlib.loading import load
    from kamlib.words import use_language

__version__ = "0.1.0"

#: The wings, imported when they are first asked for.
_WINGS = (
    "accounts", "classify", "course", "datasets", "facts", "figures", "findings", "keep", "manage", "periods",
    "reports", "requirements", "tables", "value", "world",
)  # fmt: skip

#: Names that are offered here, with their modules.
_NAMES = {
    "Client": "client", "KamError": "errors", "choices": "chosen", "load": "loading", "use_language": "words",
}  # fmt: skip

#: What lies a room deeper and is offered here, since lessons and users begin with it.
_DEEPER = {"accounts": "facts.accounts"}

__all__ = ["Client", "KamError", "choices", "load", "use_language", *_WINGS]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(f"kamlib.{_NAMES[name]}"), name)
    if name not in _WINGS:
        raise AttributeError(f"module 'kamlib' has no attribute {name!r}")
    return import_module(f"kamlib.{_DEEPER.get(name, name)}")


def __dir__() -> list[str]:
    return sorted(__all__)
