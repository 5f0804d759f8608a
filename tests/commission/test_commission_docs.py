"""docs/commission.md and docs/commission-auditing.md show the tables of states as they are."""

from pathlib import Path

from suffrage.commission.auditing.states import TABLE
from suffrage.commission.statements.states import diagram

DOCS = Path(__file__).parents[2] / "docs"


def test_the_diagram_is_drawn_from_the_table():
    assert f"```mermaid\n{diagram()}\n```" in (DOCS / "commission.md").read_text("utf-8")


def test_so_is_that_of_an_audit_s_forms():
    assert f"```mermaid\n{TABLE.diagram()}\n```" in (DOCS / "commission-auditing.md").read_text("utf-8")
