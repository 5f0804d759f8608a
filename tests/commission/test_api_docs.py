"""docs/commission-api.md is true: its commands are run against the site as they stand there, and answer what stands there."""

import os
import re
import shutil
import subprocess
from itertools import takewhile
from pathlib import Path

import pytest
from tests.commission import elections, tiny
from tests.commission.access_table import OPERATIONS
from tests.commission.programs import PDF, V1, secret_for
from tests.conftest import leave_out

from suffrage.commission.accounts.roles import Role
from suffrage.commission.api.tokens import DAYS, MOST

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = Path(__file__).parents[2] / "docs" / "commission-api.md"


def examples():
    """The commands of the page, each with what it answers."""
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *following = part.splitlines()
            more = list(takewhile(lambda line: line.startswith(">"), following))
            yield "\n".join([first, *(line[1:] for line in more)]), plain("\n".join(following[len(more) :]))


def plain(text):
    """A text without the ends of its lines."""
    return re.sub(r"(?<=[\[{])\s+|\s+$", "", re.sub(r"\s+", " ", text))


def test_the_commands_answer_what_the_page_says(live_server, tmp_path):
    if not shutil.which("curl"):
        leave_out("curl", "curl")
    bash = str(shutil.which("bash"))
    election = tiny.election()
    areas = {area.code: area for area in election.areas.select_related("election")}
    people = {(Role.CLERK, code): tiny.person(Role.CLERK, areas[code]) for code in ("01", "02")}
    elections.twice("02-1", people)
    clerk = secret_for(people[Role.CLERK, "01"], name="scanner 2")
    observer = secret_for(tiny.person(Role.OBSERVER, None))
    for name, secret in (("clerk", clerk), ("observer", observer)):
        (tmp_path / name).write_text(f"Authorization: Bearer {secret}\nAccept-Language: en\n", "utf-8")
    (tmp_path / "paper.pdf").write_bytes(PDF)
    seen = 0
    for command, said in examples():
        assert command.startswith("curl ")
        env = {"PATH": os.environ["PATH"], "SITE": live_server.url}
        found = subprocess.run([bash, "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
        pattern = re.escape(said).replace("…", ".+")
        assert re.fullmatch(pattern, plain(found.stdout)), f"$ {command}\n{found.stdout}"
        seen += 1
    assert seen == 10


def test_the_page_has_every_operation_and_the_numbers_of_the_code():
    text = PAGE.read_text("utf-8")
    for line in OPERATIONS.values():
        assert f"| `{line.method} {V1}{line.path}` |" in text
    assert "for {}, {} or {} days".format(*DAYS) in text
    assert MOST == 10
    assert "ten tokens" in text
