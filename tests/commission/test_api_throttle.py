"""How often a token may ask: one limit over all processes of a site, counted with few writes."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.commission import programs
from tests.commission.office import SOURCE, served

from suffrage.commission.accounts.roles import Role
from suffrage.commission.api.models import Allowance, Token
from suffrage.commission.api.throttle import BURST, RATE, SHARE, InDatabase, InMemory, Throttle


class Clock:
    """A clock that a test sets."""

    now = 1_000.0

    def __call__(self):
        return self.now


def processes(store, number):
    """So many processes with one store, and their clock."""
    clock = Clock()
    return [Throttle(store, clock) for _ in range(number)], clock


@pytest.fixture
def token(people):
    programs.secret_for(people[Role.CLERK, "01"])
    return Token.objects.get().pk


@pytest.mark.django_db
class TestInTheDatabase:
    def test_two_processes_share_one_limit(self, token):
        line, clock = processes(InDatabase(), 2)
        assert sum(not line[number % 2].wait(token) for number in range(2 * BURST)) == BURST
        assert all(process.wait(token) == pytest.approx(1 / RATE) for process in line)
        clock.now += 5
        assert sum(not line[number % 2].wait(token) for number in range(2 * BURST)) == 5 * RATE
        clock.now += 3600
        assert sum(not line[0].wait(token) for _ in range(2 * BURST)) == BURST
        assert Allowance.objects.count() == 1

    def test_few_requests_write_and_refused_ones_do_not_even_ask(self, token):
        line, _clock = processes(InDatabase(), 2)
        with CaptureQueriesContext(connection) as queries:
            assert sum(not line[number % 2].wait(token) for number in range(2 * BURST)) == BURST
        written = [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]
        assert len(written) < BURST / 10
        assert line[0].wait(token) > 0
        with CaptureQueriesContext(connection) as queries:
            assert all(line[0].wait(token) for _ in range(100))
        assert len(queries) == 0

    @pytest.mark.parametrize("number", [1, 2, 4])
    def test_a_program_at_the_limit_writes_about_twice_a_second(self, token, number):
        line, clock = processes(InDatabase(), number)
        done = 0
        with CaptureQueriesContext(connection) as queries:
            for turn in range(120 * RATE):
                done += not line[turn % number].wait(token)
                clock.now += 1 / RATE
        assert done == 120 * RATE
        assert sum(query["sql"].startswith(("UPDATE", "INSERT")) for query in queries) < 2.5 * 120

    def test_who_comes_second_looks_again(self, token, monkeypatch):
        store, (line, _clock) = InDatabase(), processes(InDatabase(), 2)
        read = store.read

        def slow(key):
            found = read(key)
            monkeypatch.undo()
            assert line[1].wait(token) == 0  # another process takes some meanwhile
            return found

        monkeypatch.setattr(InDatabase, "read", lambda _self, key: slow(key))
        accepted = 1 + sum(not line[0].wait(token) for _ in range(2 * BURST))
        assert accepted == BURST

    def test_a_clock_that_was_wrong_locks_nobody_out(self, token):
        line, clock = processes(InDatabase(), 1)
        clock.now += 1e6
        line[0].wait(token)
        clock.now -= 1e6
        other = Throttle(InDatabase(), clock)
        assert other.wait(token) == pytest.approx(1 / RATE)
        clock.now += 1 / RATE
        assert other.wait(token) == 0

    def test_a_database_that_cannot_write_is_counted_beside(self, token, monkeypatch):
        def full(*_):
            raise DatabaseError("disk full")

        monkeypatch.setattr(InDatabase, "write", full)
        line, _clock = processes(InDatabase(), 1)
        assert sum(not line[0].wait(token) for _ in range(2 * BURST)) == BURST


ASKED = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([0.0, 0.0, 0.001, 0.01, 0.05, 0.3, 2.0, 15.0])), max_size=400)


@given(ASKED)
def test_however_they_ask_no_more_is_given_than_the_limit(asked):
    line, clock = processes(InMemory(), 3)
    begun, given_at = clock.now, []
    for process, pause in asked:
        clock.now += pause
        if not line[process].wait(7):
            given_at.append(clock.now)
    for last, moment in enumerate(given_at, start=1):
        assert last <= BURST + RATE * (moment - begun) + 1e-3
    for first in range(0, len(given_at), 17):  # from any moment on: what lay untouched in shares, at most, more
        number, seconds = len(given_at) - first, given_at[-1] - given_at[first]
        assert number <= BURST + RATE * seconds + 3 * SHARE + 1e-3


TOKEN = """
import sys
from pathlib import Path
from suffrage.commission.running import Place, configure, prepare

configure(Place(Path(sys.argv[1])))
prepare()
from datetime import UTC, datetime
from suffrage.commission.api import tokens
from suffrage.commission.training import make
from django_otp.plugins.otp_totp.models import TOTPDevice

person = next(one for one in make(stations=100, language="en").people if one.username == "clerk-a")
TOTPDevice.objects.create(user=person, name="totp", confirmed=True)
person.second_factor = True
person.save(update_fields=["second_factor"])
print(tokens.make(person, name="scanner", purposes=["receive"], area=None, days=1)[1])
"""


def test_two_servers_of_one_site_share_one_limit(tmp_path):
    around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE)}
    home = tmp_path / "site"
    made = subprocess.run([sys.executable, "-c", TOKEN, str(home)], env=around, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr

    def ask(address):
        request = Request(f"{address}/api/v1/token", headers={"Authorization": f"Bearer {made.stdout.strip()}"})  # noqa: S310
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
                return answer.status
        except HTTPError as refused:
            return refused.code

    with served(home) as (one, _), served(home) as (other, _), ThreadPoolExecutor(8) as pool:
        begun, found = time.monotonic(), []
        while 429 not in found and len(found) < 20 * BURST:
            found += pool.map(ask, [one] * 40)
        found += pool.map(ask, [other] * 60)  # which nobody asked before
        seconds = time.monotonic() - begun
    assert set(found) == {200, 429}
    assert BURST - 2 * SHARE <= found.count(200) <= BURST + RATE * seconds + 1
