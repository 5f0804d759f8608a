"""docs/commission.md shows the table of states as it is."""

from pathlib import Path

from suffrage.commission.statements.states import diagram

PAGE = Path(__file__).parents[2] / "docs" / "commission.md"


def test_the_diagram_is_drawn_from_the_table():
    assert f"```mermaid\n{diagram()}\n```" in PAGE.read_text("utf-8")
