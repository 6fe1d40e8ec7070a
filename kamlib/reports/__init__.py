"""Reports: parameters, run, formats, manifest."""

from kamlib._lazy import modules

__getattr__, __dir__ = modules(__name__, __path__)
