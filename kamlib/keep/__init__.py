"""K15, K16, K18: keeping customers – satisfaction, leaving, the plan to keep."""

from kamlib._lazy import modules

__getattr__, __dir__ = modules(__name__, __path__)
