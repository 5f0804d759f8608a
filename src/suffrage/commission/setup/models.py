"""The canonical tables of an election that the commission works on; names in as many languages as are known."""

from django.db import models

CODE = 64
"""The longest official code."""


class Named(models.Model):
    """Something with a code and names."""

    name = models.CharField(max_length=300, blank=True)
    name_km = models.CharField(max_length=300, blank=True)
    name_fr = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


class Election(Named):
    """An election under way. `toml`: its `election.toml`, as text · `phase`: what can be done with it.

    `rehearsal`: for training; it says so on every page, and can never be declared as the real thing.
    """

    class Phase(models.TextChoices):
        SETUP = "setup"
        COUNTING = "counting"
        DECLARED = "declared"

    code = models.CharField(max_length=CODE, unique=True)
    toml = models.TextField()
    day = models.DateField()
    rehearsal = models.BooleanField()
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.SETUP)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(phase__in=["setup", "counting", "declared"]), name="election_phase_known")
        ]

    def __str__(self) -> str:
        return self.code


class Area(Named):
    """An area of the tree. `path`: its code after those of all the areas that it lies in, each ended by a slash: "KH/01/01.001/"."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField(max_length=CODE)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    level = models.CharField(max_length=CODE)
    path = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="area_code_once")]
        indexes = [models.Index(fields=["election", "path"], name="area_path")]

    def __str__(self) -> str:
        return self.code


class Contest(Named):
    """The election of one area's seats in one round."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="contests")
    code = models.CharField(max_length=CODE)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="contests")
    round = models.PositiveSmallIntegerField()
    seats = models.PositiveIntegerField(null=True)
    population = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="contest_code_once")]

    def __str__(self) -> str:
        return self.code


class Option(Named):
    """What a voter can choose. `place`: where it stands on the form, from 1."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="options")
    code = models.CharField(max_length=CODE)
    place = models.PositiveSmallIntegerField()
    ballot_number = models.PositiveIntegerField(null=True)
    party = models.CharField(max_length=CODE, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["contest", "code"], name="option_code_once")]

    def __str__(self) -> str:
        return self.code


class Candidate(Named):
    """A person at a position of an option."""

    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="candidates")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=CODE)
    sex = models.CharField(max_length=10, blank=True)
    birth_date = models.DateField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["option", "position"], name="candidate_position_once")]


class Station(Named):
    """A polling station; `registered`: on its list before the vote."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="stations")
    code = models.CharField(max_length=CODE)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="stations")
    registered = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="station_code_once")]

    def __str__(self) -> str:
        return self.code


class Draft(models.Model):
    """An election that an administrator is setting up, step by step; nothing of it counts before it is stored.

    `format`: of its files, as `suffrage formats` lists them · `code`, names, `day`, `law`, `law_day`, `rehearsal`: as given in the
    third step, empty before.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="drafts")
    made = models.DateTimeField(auto_now_add=True)
    format = models.CharField(max_length=40, default="canonical")
    code = models.CharField(max_length=CODE, blank=True)
    name_km = models.CharField(max_length=300, blank=True)
    name_fr = models.CharField(max_length=300, blank=True)
    name_en = models.CharField(max_length=300, blank=True)
    day = models.DateField(null=True)
    law = models.CharField(max_length=CODE, blank=True)
    law_day = models.DateField(null=True)
    rehearsal = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code or str(self.pk)


class DraftFile(models.Model):
    """A file of a draft, kept under the SHA-256 of its bytes."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["draft", "name"], name="draft_file_once")]

    def __str__(self) -> str:
        return self.name
