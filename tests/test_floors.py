"""Imports go down only, `law`, `facts` and `model` do no input or output and use no floating-point number, and the README is true."""

import ast
import re
import shlex
import sys
from pathlib import Path

import pytest

from suffrage import cli

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "suffrage"
MAY_IMPORT = {
    "model": {"model"},
    "law": {"law", "model"},
    "facts": {"facts", "law", "model"},
    "words": {"words", "model"},
    "intake": {"intake", "model"},
    "counting": {"counting", "intake", "model"},
    "generate": {"generate", "intake", "law", "model"},
    "jobs": {"counting", "intake", "law", "model"},
    "record": {"record", "jobs", "intake", "law", "words", "model"},
    "documents": {"documents", "record", "words", "model"},
    "compare": {"compare", "facts", "documents", "record", "jobs", "intake", "law", "words", "model"},
    "audit": {"audit", "facts", "documents", "record", "jobs", "intake", "law", "words", "model"},
    "observe": {"observe", "facts", "documents", "record", "jobs", "intake", "law", "words", "model"},
    "commission": {
        "commission",
        "audit",
        "compare",
        "record",
        "jobs",
        "generate",
        "counting",
        "intake",
        "law",
        "words",
        "model",
    },
    "cli": {
        "cli",
        "audit",
        "commission",
        "compare",
        "documents",
        "observe",
        "facts",
        "record",
        "jobs",
        "generate",
        "intake",
        "law",
        "words",
        "model",
    },
}


def imported_rooms(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.split(".")[1] for name in node.names if name.name.startswith("suffrage."))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "suffrage":
            parts = node.module.split(".")
            yield from parts[1:2] if len(parts) > 1 else (name.name for name in node.names if name.name in MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_down_only(room):
    files = [SOURCE / f"{room}.py"] if (SOURCE / f"{room}.py").exists() else list((SOURCE / room).rglob("*.py"))
    assert files
    for file in files:
        assert set(imported_rooms(file)) <= MAY_IMPORT[room], file


@pytest.mark.parametrize("room", ["model", "law", "facts"])
def test_no_floating_point_number_no_clock_no_file(room):
    for file in (SOURCE / room).rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), file
            assert not (isinstance(node, ast.Name) and node.id in {"float", "open"}), file
            assert not (isinstance(node, ast.Attribute) and node.attr in {"today", "now", "time"}), file


def test_the_second_verifier_stands_alone():
    file = ROOT / "verifier" / "verify_record.py"
    tree = ast.parse(file.read_text("utf-8"))
    names = {
        node.module if isinstance(node, ast.ImportFrom) else name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert {str(name).split(".")[0] for name in names} <= {*sys.stdlib_module_names, "cryptography"}
    assert len(file.read_text("utf-8").splitlines()) < 600


def test_no_file_is_too_long():
    for file in [*SOURCE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")]:
        assert len(file.read_text("utf-8").splitlines()) <= 500, file


def examples():
    """Each `$ suffrage …` in the README's console blocks, with the output printed below it."""
    for block in re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), flags=re.DOTALL):
        for command, output in re.findall(r"^\$ suffrage (.*?)\n(.*?)(?=^\$|\Z)", block, flags=re.DOTALL | re.MULTILINE):
            yield pytest.param(command, output, id=command)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The folder in which the README's tour is taken: the elections that ship, a key, and a record."""
    from suffrage.record.notes import PrivateKey
    from suffrage.record.publish import publish

    here = tmp_path_factory.mktemp("desk")
    (here / "elections").symlink_to(ROOT / "elections")
    key = PrivateKey.generate("nec.example/2024")
    (here / "nec.key.pub").write_text(str(key.public()), "utf-8")
    publish(here / "elections/fr-2024-europeennes", here / "record", key, protocols=("km", "fr", "en"))
    return here


@pytest.mark.parametrize(("command", "output"), list(examples()))
def test_the_readme_shows_what_is_printed(command, output, desk, font, monkeypatch, capsys):
    monkeypatch.chdir(desk)
    monkeypatch.setattr(sys, "argv", ["suffrage", *shlex.split(command)])
    with pytest.raises(SystemExit):
        cli.main()
    printed = [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()]
    shown = [line.rstrip() for line in output.strip().splitlines()]
    if "[…]" in shown:
        cut = shown.index("[…]")
        assert printed[:cut] == shown[:cut]
        assert not shown[cut + 1 :] or printed[-len(shown[cut + 1 :]) :] == shown[cut + 1 :]
    else:
        assert printed == shown
