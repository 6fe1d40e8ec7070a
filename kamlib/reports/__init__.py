"""Reports: parameters, run, formats, manifest."""

import kamlib._addresses  # noqa: F401  # before nbformat
from kamlib._lazy import modules

__getattr__, __dir__ = modules(__name__, __path__)
