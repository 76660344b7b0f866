"""The models, one a file. `MODELS` maps a name to the function that builds the model from a scenario's setup."""

from collections.abc import Callable

from standoff.model import Model, Setup


def _threshold(setup: Setup) -> Model:
    from standoff.models.threshold import build

    return build(setup)


def _ladder(setup: Setup) -> Model:
    from standoff.models.ladder import build

    return build(setup)


MODELS: dict[str, Callable[[Setup], Model]] = {"ladder": _ladder, "threshold": _threshold}
"""Every model by name. The builders import on use, so that naming the models costs nothing."""

__all__ = ["MODELS"]
