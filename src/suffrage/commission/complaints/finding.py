"""Which complaints somebody may see: the commission's people those of their area, agents and observers their own."""

from django.db.models import Q, QuerySet
from django.http import Http404

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints.models import Complaint
from suffrage.commission.frame import election_of

SEEING = (Role.SUPERVISOR, Role.VERIFIER, Role.COMMISSIONER, Role.AGENT, Role.OBSERVER)


def complaints_of(person: Person) -> QuerySet[Complaint]:
    """The complaints that somebody may read, the latest first. An agent reads those of the own party."""
    found = Complaint.objects.select_related("election", "area", "station", "statement__contest", "person").order_by("-number")
    found = found.filter(election=election_of(person))
    if person.area is not None:
        found = found.filter(area__path__startswith=person.area.path)
    if person.role in (Role.AGENT.value, Role.OBSERVER.value):
        own = Q(person=person)
        if person.role == Role.AGENT.value:
            own |= Q(party=person.party)
        found = found.filter(own)
    return found


def complaint_of(person: Person, complaint_id: int) -> Complaint:
    """One of them; `Http404` for any other, as for one that does not exist."""
    found = complaints_of(person).filter(pk=complaint_id).first()
    if found is None:
        raise Http404
    return found
