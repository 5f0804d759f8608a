"""docs/runbook.md: every command in it exists, with these options; those in `sh` blocks are run, one after the other."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="works on SQLite alone: run with the others")
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "runbook.md").read_text("utf-8")
COMMANDS = [line.strip() for line in PAGE.splitlines() if line.strip().startswith("suffrage ")]


def run(words, folder):
    """A command of the page, in a folder of its own."""
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "suffrage", *words[1:]] if words[0] == "suffrage" else words
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)


def test_the_commands_that_need_no_broken_machine_are_run(tmp_path):
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for line in block.splitlines():
            done = run(shlex.split(line), tmp_path)
            assert done.returncode == 0, (line, done.stderr)
    assert (tmp_path / "court" / "01.001.001" / "index.html").exists()


def test_every_command_has_the_options_that_the_page_gives(tmp_path):
    assert len(COMMANDS) > 8
    told = {}
    for command in COMMANDS:
        words = shlex.split(command)
        name = [word for word in words[1:3] if not word.startswith("-")]
        known = tuple(name[:2] if name[0] == "commission" else name[:1])
        if known not in told:
            told[known] = run(["suffrage", *known, "--help"], tmp_path).stdout
        for option in (word for word in words if word.startswith("--")):
            assert option in told[known], (command, option)
