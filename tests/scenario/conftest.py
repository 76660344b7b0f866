"""The toy model, registered for the scenarios of these tests."""

import pytest

from standoff import models

from . import toy


@pytest.fixture(autouse=True)
def _toy_model(monkeypatch):
    monkeypatch.setitem(models.MODELS, "toy", toy.build)
