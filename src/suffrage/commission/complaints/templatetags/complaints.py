"""The complaints about a statement, for its page: the link seen from the statement's side."""

from typing import Any

from django import template

from suffrage.commission.complaints.finding import SEEING, complaints_of

register = template.Library()


@register.inclusion_tag("complaints/of-statement.html", takes_context=True)
def complaints_about(context: template.Context, statement: Any) -> dict[str, Any]:
    """Those about this statement that the reader may see."""
    person = context["person"]
    found = complaints_of(person).filter(statement=statement) if person.role in SEEING else []
    return {"found": found, "language": context["language"]}
