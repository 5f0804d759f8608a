"""Which complaints of an election are not finished: nothing is declared before."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from suffrage.commission.complaints.models import CarriedOut, Complaint
from suffrage.commission.complaints.states import FINISHED, State
from suffrage.commission.setup.models import Election


def open_complaints(election: Election) -> QuerySet[Complaint]:
    """The complaints on which something is awaited: a decision, or the correction or recount that it orders.

    A correction under way is awaited on its statement; one that was refused is to be proposed anew, so its complaint is open again.
    """
    unfinished = Q(state__in=[state.value for state in State if state not in FINISHED])
    refused = CarriedOut.objects.filter(complaint=OuterRef("pk"), correction__approved=False)
    other = CarriedOut.objects.filter(complaint=OuterRef("pk")).exclude(correction__approved=False)
    again = Q(Exists(refused), ~Exists(other), state=State.UPHELD.value)
    return Complaint.objects.filter(unfinished | again, election=election).order_by("number")
