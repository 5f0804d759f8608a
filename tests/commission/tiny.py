"""The smallest election with everything in it, and people of every role in two of its areas, straight from the models."""

import html
from datetime import date

from suffrage.commission.accounts.models import Person
from suffrage.commission.accounts.roles import Role
from suffrage.commission.setup.models import Area, Candidate, Contest, Election, Option, Station
from suffrage.commission.statements.models import Statement

PASSWORD = "four green apples fall"

TOML = """election_id = "{code}"
date = 2023-07-23
generated = {generated}

[law]
code = "kh.national-assembly"
date = 2023-07-23

[form]
figures = ["registered", "voters", "ballots", "null", "valid"]
blank_apart = false
"""


def election(code="kh-test", *, rehearsal=False, generated=False):
    """A country KH with the provinces 01 and 02, each with a contest of three lists and two stations; every statement is awaited."""
    made = Election.objects.create(
        code=code,
        name_km="ការបោះឆ្នោតសាកល្បង",
        name_fr="Élection d'essai",
        name_en="Test election",
        toml=TOML.format(code=code, generated=str(generated).lower()),
        day=date(2023, 7, 23),
        rehearsal=rehearsal,
        phase=Election.Phase.COUNTING,
    )
    country = Area.objects.create(election=made, code="KH", level="country", path="KH/", name_en="Cambodia", name_km="កម្ពុជា")
    for number, name in (("01", "Banteay Meanchey"), ("02", "Battambang")):
        area = Area.objects.create(
            election=made, code=number, parent=country, level="province", path=f"KH/{number}/", name_en=name
        )
        contest = Contest.objects.create(election=made, code=number, area=area, round=1, seats=3, name_en=name)
        for place, party in enumerate(("A", "B", "C"), start=1):
            option = Option.objects.create(
                contest=contest, code=party, place=place, ballot_number=place, party=party, name_en=f"Party {party}"
            )
            Candidate.objects.create(
                option=option, position=1, code=f"{number}-{party}-1", name_km="សុខ", name_en=f"Sok {party}"
            )
        for which in ("1", "2"):
            station = Station.objects.create(
                election=made, code=f"{number}-{which}", area=area, registered=500, name_en=f"{name} {which}"
            )
            Statement.objects.create(station=station, contest=contest)
    return made


def person(role, area, *, suffix="", **more):
    """Somebody of that role in that area (None: the whole country), who has a password of their own."""
    name = f"{role.value}-{area.code if area else 'all'}{suffix}"
    given = {
        "full_name": name.title(),
        "party": "A" if role is Role.AGENT else "",
        "language": "en",
        "must_change_password": False,
    }
    made = Person(username=name, role=role.value, area=area, **(given | more))
    made.set_password(PASSWORD)
    made.save()
    return made


def text_of(response):
    """A page as its reader sees it: with its entities as letters."""
    return html.unescape(response.content.decode())
