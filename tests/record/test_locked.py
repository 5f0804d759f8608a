"""A key under a passphrase: only that passphrase opens it, and nothing in the file can be changed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.record.conftest import KEY
from typer.testing import CliRunner

from suffrage.cli import app
from suffrage.record.locked import WrongPassphrase, is_locked, lock, unlock
from suffrage.record.notes import NoteError, PublicKey

PASSPHRASE = "ប្រាំមួយ stones in a river"


@pytest.fixture(scope="module")
def locked():
    return lock(KEY, PASSPHRASE)


def test_it_opens_with_its_passphrase_alone(locked):
    assert is_locked(locked)
    assert KEY.seed not in locked.encode()
    assert unlock(f" {locked}\n", PASSPHRASE) == KEY
    for wrong in ("", PASSPHRASE[:-1], PASSPHRASE.upper()):
        with pytest.raises(WrongPassphrase) as problem:
            unlock(locked, wrong)
        assert "river" not in str(problem.value)


def test_an_open_key_needs_none():
    assert unlock(KEY.secret_text(), "") == KEY
    with pytest.raises(NoteError):
        unlock("a letter", "")


def test_a_short_passphrase_is_refused():
    with pytest.raises(NoteError, match="12 characters"):
        lock(KEY, "short")


def test_two_files_of_one_key_have_nothing_in_common(locked):
    assert locked.rsplit("+", 1)[1] != lock(KEY, PASSPHRASE).rsplit("+", 1)[1]


@settings(max_examples=15, deadline=None)
@given(at=st.integers(0, 10**6), letter=st.sampled_from("ABxyz019+/"))
def test_nothing_in_it_can_be_changed(at, letter):
    text = lock(KEY, PASSPHRASE)
    place = at % len(text)
    if text[place] == letter or text[place] == "+":
        return
    with pytest.raises(NoteError):
        unlock(text[:place] + letter + text[place + 1 :], PASSPHRASE)


def test_the_command_asks_for_it_and_publishes_with_it(tmp_path):
    from tests.folders import write

    file = tmp_path / "nec.key"
    asked = f"{PASSPHRASE}\n"
    run = CliRunner().invoke
    made = run(app, ["key", "nec.example/tiny", "--into", str(file), "--locked"], input=asked * 2)
    assert made.exit_code == 0, made.output
    assert is_locked(file.read_text("utf-8"))
    command = ["publish", str(write(tmp_path / "e")), "--into", str(tmp_path / "r"), "--key", str(file), "--no-protocols"]
    assert run(app, command, input="another one, wrong\n").exit_code != 0
    assert not (tmp_path / "r").exists()
    assert run(app, command, input=asked).exit_code == 0
    assert PublicKey.parse((tmp_path / "nec.key.pub").read_text("utf-8")).name == "nec.example/tiny"
