"""standoff: under which conditions is each way of deterring right, and how would we know?

>>> import standoff
>>> standoff.Scenario.load("threshold")
Scenario threshold: 3 postures, as of 2022-03-23
"""

from typing import Any

__version__ = "0.1.0"

_SURFACE = ("Answer", "Run", "Scenario")
"""What `standoff.study` offers under this name, loaded when first asked for: `import standoff` stays light."""


def __getattr__(name: str) -> Any:
    if name in _SURFACE:
        from importlib import import_module

        return getattr(import_module("standoff.study"), name)
    raise AttributeError(f"module 'standoff' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_SURFACE])
