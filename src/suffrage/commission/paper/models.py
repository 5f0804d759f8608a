"""One printing of forms. What was printed follows from it and from the election, byte for byte, so no file is kept."""

from django.db import models

from suffrage.commission.accounts.models import LANGUAGES, Person
from suffrage.commission.setup.models import Area, Election


class PrintRun(models.Model):
    """Forms printed at one time: those of all stations of an `area` (None: of the whole country), in a language.

    `forms`: how many. Its number stands in the serial number of each, so that forms printed again have other ones.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="print_runs")
    area = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="print_runs")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="print_runs")
    made = models.DateTimeField(auto_now_add=True)
    forms = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(forms__gt=0), name="print_run_has_forms")]

    def __str__(self) -> str:
        return str(self.pk)
