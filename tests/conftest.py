"""What all tests share: where the real official files are, and a clear reason where they are not."""

from pathlib import Path

import pytest
from hypothesis import settings

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared" / "data"

settings.register_profile("project", deadline=None, derandomize=True)
settings.load_profile("project")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real official files that stands beside a development checkout."""
    if not SHARED.is_dir():
        pytest.skip(f"the official files are not here ({SHARED}): these tests need them beside the checkout")
    return SHARED
