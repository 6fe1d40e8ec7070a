"""K1–K3: what customers are worth – concentration, cost to serve, the bank case."""

from kamlib._lazy import modules

__getattr__, __dir__ = modules(__name__, __path__)
