"""``import nbformat`` takes 0.4 s instead of 3: the grammars of web addresses are built when one is checked.

nbformat loads jsonschema, which loads ``rfc3987_syntax``, which builds 38 parsers at once. No notebook has use for
one. To be imported before nbformat; as a plugin of pytest (``-p kamlib._addresses``) it comes before nbval.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

NAME = "rfc3987_syntax"


def postpone(name: str = NAME) -> None:
    """Put a module in place that runs its code when something of it is asked for or called; none where none is."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    module, loader = module_from_spec(spec), spec.loader

    @cache
    def whole() -> ModuleType:
        vars(module).pop("__getattr__", None)
        loader.exec_module(module)
        return module

    def asked(wanted: str) -> Any:
        if wanted.startswith("__"):
            raise AttributeError(f"module {name!r} has no attribute {wanted!r}")
        return getattr(whole(), wanted)

    def is_valid_syntax(term: str, value: str) -> bool:
        return bool(whole().is_valid_syntax(term, value))

    vars(module).update({"__getattr__": asked, "is_valid_syntax": is_valid_syntax})
    sys.modules[name] = module


postpone()
