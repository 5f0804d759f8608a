"""Complaints on their pages: filed, heard, decided and carried out by forms alone; wrong and hostile input gets a sentence."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.elections import twice
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints import complaint_pages, states
from suffrage.commission.complaints.models import Complaint, Evidence
from suffrage.commission.statements.models import Statement
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the agent's copy\n%%EOF\n"
HOSTILE = "<script>alert(1)</script> \u202eעברית\u202c ខ្មែរ ' OR 1=1 --"


def filed(browser, where="01-1", grounds="List A has 100 votes on our copy.", **more):
    return browser.post(reverse("file-complaint"), {"where": where, "grounds": grounds, **more})


def act(browser, name, **fields):
    complaint = Complaint.objects.latest("pk")
    given = {f"{name}-{field}": value for field, value in fields.items()}
    return browser.post(reverse("complaint-act", args=[complaint.pk]), {"act": name, **given})


def test_from_the_filing_to_the_correction_by_forms(client_of, people, election):
    twice("01-1", people)
    agent, supervisor = client_of("agent"), client_of("supervisor")
    one = client_of("commissioner", None)
    other = signed_in(tiny.person(Role.COMMISSIONER, None, suffix="-second"))
    answer = filed(agent, evidence=[SimpleUploadedFile("copy.exe", PDF), SimpleUploadedFile("again.pdf", PDF)])
    complaint = Complaint.objects.get()
    assert answer.headers["Location"] == reverse("complaint", args=[complaint.pk])
    assert complaint.statement == Statement.objects.get(station__code="01-1")
    assert Evidence.objects.count() == 1
    served = one.get(reverse("evidence", args=[Evidence.objects.get().pk]))
    assert (served.content, served.headers["Content-Type"]) == (PDF, "application/pdf")
    assert "sandbox" in served.headers["Content-Security-Policy"]
    complaint_now = datetime.now(ZoneInfo(settings.TIME_ZONE)) + timedelta(seconds=2)
    assert act(one, "summon", when=complaint_now.isoformat()[:19], place="Phnom Penh").status_code == 302
    Complaint.objects.get().hearings.update(at=Complaint.objects.get().filed)
    sat = str(people[Role.COMMISSIONER, None].pk)
    assert act(one, "hear", sat=[sat], minutes="Both spoke.").status_code == 302
    assert act(one, "propose", outcome="upheld", remedy="recount", reasons="The copies agree.").status_code == 302
    assert b'value="confirm"' not in one.get(reverse("complaint", args=[complaint.pk])).content
    assert act(one, "confirm").status_code == 409
    assert act(other, "confirm").status_code == 302
    page = text_of(supervisor.get(reverse("complaint", args=[complaint.pk])))
    assert "Complaint no. 1." in page
    assert act(supervisor, "carry-out", reason="Complaint no. 1.").status_code == 302
    page = text_of(supervisor.get(reverse("statement", args=[complaint.statement_id])))
    assert "Complaints about this statement" in page
    assert Statement.objects.get(pk=complaint.statement_id).state == "recalled"
    page = text_of(agent.get(reverse("complaint", args=[complaint.pk])))
    assert "A correction of version 1 is proposed." in page
    assert "No. 1" in text_of(agent.get(reverse("complaints")))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"where": "nowhere"}, "There is no station or area with this code"),
        ({"where": "02-1"}, "There is no station or area with this code"),
        ({"where": "01-1/99"}, "This station votes in several contests"),
        ({"where": ""}, messages("en")["field.required"]),
        ({"grounds": " \n "}, messages("en")["field.required"]),
        ({"grounds": "x" * 10_001}, messages("en")["field.max-length"]),
        ({"where": "01-1\x00"}, messages("en")["field.null-characters-not-allowed"]),
    ],
)
def test_wrong_input_gets_a_sentence(client_of, given, said):
    answer = filed(client_of("agent"), **given)
    assert answer.status_code == 422
    assert re.split(r"[{%]", said)[0] in text_of(answer)
    assert not Complaint.objects.exists()


def test_about_an_area_a_station_or_a_statement(client_of):
    agent = client_of("agent", None)
    for where in ("KH", "01", " ០១-១ ", "02-2/02"):
        assert filed(agent, where).status_code == 302
    kinds = [(one.station is not None, one.statement is not None) for one in Complaint.objects.order_by("number")]
    assert kinds == [(False, False), (False, False), (True, True), (True, True)]


def test_hostile_text_is_shown_as_text(client_of):
    agent = client_of("agent")
    filed(agent, grounds=HOSTILE)
    content = agent.get(reverse("complaint", args=[Complaint.objects.get().pk])).content.decode()
    assert "<script>alert(1)" not in content
    assert HOSTILE in text_of(agent.get(reverse("complaint", args=[Complaint.objects.get().pk])))
    paper = client_of("supervisor")
    assert filed(paper, signed_by=HOSTILE).status_code == 302
    assert "<script>alert" not in paper.get(reverse("complaints")).content.decode()


def test_what_is_no_evidence_is_not_taken_and_the_complaint_stands(client_of):
    agent = client_of("agent")
    answer = filed(agent, evidence=SimpleUploadedFile("x.png", b"\x89PNG\r\n\x1a\n<script>"))
    assert "problem=scan." in answer.headers["Location"]
    assert "One of the files was not taken" in text_of(agent.get(answer.headers["Location"]))
    assert Complaint.objects.exists()
    assert not Evidence.objects.exists()
    assert b"<b>" not in agent.get(f"{reverse('complaint', args=[Complaint.objects.get().pk])}?problem=<b>").content


def test_another_party_and_an_observer_see_nothing_of_it(client_of, people, election):
    filed(client_of("agent"), evidence=SimpleUploadedFile("copy.pdf", PDF))
    complaint, evidence = Complaint.objects.get(), Evidence.objects.get()
    other = tiny.person(Role.AGENT, election.areas.get(code="01"), suffix="-b", party="B")
    for browser in (signed_in(other), client_of("observer"), client_of("agent", "02"), client_of("commissioner", "02")):
        assert browser.get(reverse("complaint", args=[complaint.pk])).status_code == 404
        assert browser.get(reverse("evidence", args=[evidence.pk])).status_code == 404
        assert browser.post(reverse("complaint-act", args=[complaint.pk]), {"act": "withdraw"}).status_code in (403, 404)
        assert "No. 1" not in text_of(browser.get(reverse("complaints")))


@pytest.mark.parametrize(
    "when", ["", "soon", "0001-01-01T00:00", "2023-08-01T09:00+07:00", "9999-12-31T23:59", "2024-02-30T10:00"]
)
def test_no_moment_breaks_a_page(client_of, when):
    commissioner = client_of("commissioner", None)
    filed(client_of("agent"))
    assert commissioner.post(reverse("announce"), {"event": "preliminary", "when": when}).status_code == 422
    assert act(commissioner, "summon", when=when, place="x").status_code == 422
    assert commissioner.post(reverse("announce"), {"event": "x", "when": "2023-08-01T09:00"}).status_code == 422


def test_the_deadline_is_said_with_its_article(client_of):
    commissioner, agent = client_of("commissioner", None), client_of("agent")
    assert "Until when complaints can be filed is not known yet" in text_of(agent.get(reverse("complaints")))
    assert commissioner.post(reverse("announce"), {"event": "preliminary", "when": "2023-08-01T09:00"}).status_code == 302
    page = text_of(agent.get(reverse("complaints")))
    assert "4 August 2023" in page
    assert "LEMNA" in page
    assert "it says that it is late" in text_of(agent.get(reverse("file-complaint")))
    filed(agent)
    assert "Filed after the deadline" in text_of(agent.get(reverse("complaints")))
    assert (
        client_of("commissioner", "01")
        .post(reverse("announce"), {"event": "preliminary", "when": "2023-08-01T09:00"})
        .status_code
        == 422
    )


SAID = re.compile(r"""Refused\("([\w.-]+)"|{% say ["']([\w.-]+)["']|refuse\("\w+", "([\w.-]+)"|"(complaint\.[\w-]+)\"""")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there(language):
    from pathlib import Path

    room = Path(complaint_pages.__file__).parent
    sources = [*room.glob("*.py"), *(room.parent / "templates" / "complaints").glob("*.html")]
    wanted = {key for source in sources for found in SAID.findall(source.read_text("utf-8")) for key in found if key}
    wanted = {key if "." in key else f"commission.{key}" for key in wanted if not key.endswith("from-")}
    wanted |= {f"complaint-state.{state}" for state in states.State} | {f"complaint-outcome.{each}" for each in states.Outcome}
    wanted |= {f"complaint-remedy.{each}" for each in states.Remedy} | {
        f"act.complaint-{each}" for each in states.Action if each != "file"
    }
    assert wanted <= set(messages(language))
