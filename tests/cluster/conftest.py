"""Tests of the extra `cluster`, which wants an older pyarrow than the rest of Linsang."""

from __future__ import annotations

import pytest
from tests.conftest import HAS_RAY


@pytest.fixture(autouse=True)
def _ray() -> None:
    """Name what would run, where Ray is not installed."""
    if not HAS_RAY:
        pytest.skip("Ray has an environment of its own; enable by: make test-cluster")
