"""What all tests share: the real official files and the system's browser and fonts, and a clear reason where they are not there."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from suffrage.model import BadInput
from suffrage.record.protocols.fonts import Font, khmer_font

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


def leave_out(what: str, package: str) -> None:
    """Skip a test for want of a Debian package; continuous integration leaves out none."""
    sentence = f"{what} is not on this machine; `apt-get install {package}` brings it, and `make test` does so where it may"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium."""
    found = shutil.which("chromium")
    if not found:
        leave_out("Chromium", "chromium")
    return str(found)


@pytest.fixture(scope="session")
def font() -> Font:
    """An installed Khmer font."""
    try:
        return khmer_font()
    except BadInput:
        leave_out("A Khmer font", "fonts-noto-core")
        raise


@pytest.fixture(scope="session")
def java() -> str:
    """The path of a Java for Spark."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home, "bin")) if home else None)
    if not found:
        leave_out("Java", "default-jre-headless")
    return str(found)


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """The path of Poppler's pdftotext."""
    found = shutil.which("pdftotext")
    if not found:
        leave_out("pdftotext", "poppler-utils")
    return str(found)
