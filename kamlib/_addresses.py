"""``import nbformat`` takes 0.4 s instead of 3: the grammars of web addresses are built when one is checked.

nbformat loads jsonschema, which loads ``rfc3987_syntax``, which builds 38 parsers at once, and
``rfc3986_validator``, which builds a pattern of a page. No notebook has use for one. To be imported before
nbformat; as a plugin of pytest (``-p kamlib._addresses``) it comes before nbval.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

#: The modules, and what jsonschema takes of each at once.
TAKEN = {"rfc3987_syntax": "is_valid_syntax", "rfc3986_validator": "validate_rfc3986"}


def postpone(name: str, function: str) -> None:
    """Put a module in place that runs its code when something of it is asked for or called; none where none is.

    Its `function` can be taken without that.
    """
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

    def called(*given: Any, **named: Any) -> Any:
        return getattr(whole(), function)(*given, **named)

    vars(module).update({"__getattr__": asked, function: called})
    sys.modules[name] = module


for _name, _function in TAKEN.items():
    postpone(_name, _function)
