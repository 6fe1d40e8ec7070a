"""K9–K14, K19: managing accounts – files, visits, policy, relationships, service rules, development, maturity."""

from kamlib._lazy import modules

__getattr__, __dir__ = modules(__name__, __path__)
