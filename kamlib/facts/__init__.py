"""Facts: whatever is worked out of order lines, once and for every engine. Wings and findings read facts.

What is made here takes frames and gives frames; book and client keep what was made.
"""

from kamlib._lazy import modules

__getattr__, __dir__ = modules(__name__, __path__)
