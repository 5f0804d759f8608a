"""`suffrage commission forms`: the files for the printer, in a process of its own as people start it."""

import os
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A training site of 100 stations, in SQLite whatever the other tests use."""
    folder = tmp_path_factory.mktemp("site") / "home"
    done = run("commission", "demo", "--home", folder, "--stations", "100", "--no-serve")
    assert done.returncode == 0, done.stderr
    return folder


def run(*arguments):
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("SUFFRAGE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "suffrage", *map(str, arguments)]
    return subprocess.run(command, env=kept, capture_output=True, text=True, timeout=300, check=False)


def test_an_area_s_forms_are_written_and_named_as_a_rehearsal(home, tmp_path):
    done = run("commission", "forms", "--area", "12", "--into", tmp_path / "forms", "--lang", "fr", "--home", home)
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "forms").iterdir()
    assert file.name == "rehearsal-forms-1-001.pdf"
    assert file.read_bytes().startswith(b"%PDF")
    again = run("commission", "forms", "--into", tmp_path / "forms", "--home", home)
    assert again.returncode == 2
    assert "not an empty folder" in again.stderr


@pytest.mark.parametrize("wrong", [("--area", "99"), ("--election", "nothing")])
def test_what_is_not_there_is_one_sentence(home, tmp_path, wrong):
    done = run("commission", "forms", *wrong, "--into", tmp_path / "forms", "--home", home)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert not (tmp_path / "forms").exists()
