"""The writer of election folders: whole or not at all, and read back to the same."""

import msgspec
import pytest
from hypothesis import given
from tests.model.test_json import elections

from suffrage.intake.folder import election_toml, new_folder, write_election
from suffrage.model import BadInput, Election


@given(elections)
def test_election_toml_is_read_back_to_the_same(election):
    assert msgspec.toml.decode(election_toml(election), type=Election) == election


def test_nothing_half_written_is_left(tmp_path):
    def rows():
        yield {"area_id": "A", "level": "country"}
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        write_election(tmp_path / "into", EXAMPLE, {"areas": rows()})
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_taken(tmp_path):
    (tmp_path / "into").mkdir()
    assert write_election(tmp_path / "into", EXAMPLE, {"areas": []}) == {"areas": 0}
    assert (tmp_path / "into" / "areas.csv").read_text() == '"area_id","parent_id","level"\n'


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "into").write_text("x")
    with pytest.raises(BadInput, match="not an empty folder"), new_folder(tmp_path / "into"):
        pass


EXAMPLE = msgspec.convert({"election_id": "x", "date": "2024-01-01", "law": {"code": "y", "date": "2024-01-01"}}, Election)
