"""K4–K8: who is a key account – misconceptions, standards, tiers, scorecard, review."""

from kamlib._lazy import modules

__getattr__, __dir__ = modules(__name__, __path__)
