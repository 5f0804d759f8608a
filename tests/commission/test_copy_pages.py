"""Copies on their pages: from the form and from a table, matched, and their cases answered; wrong and hostile input."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.elections import GOOD, OTHER, statement_of, twice, typed
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.complaints.models import Complaint
from suffrage.commission.copies import states, tables
from suffrage.commission.copies.models import Copy, CopyPhoto
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (8).to_bytes(4, "big") + (9).to_bytes(4, "big") + b"....IEND\xaeB`\x82"
HEADING = "station_id,contest_id,item,number\n"


def form_of(station):
    return reverse("copy-form", args=[statement_of(station).pk])


def sent(browser, content, name="copies.csv"):
    content = content.encode() if isinstance(content, str) else content
    return browser.post(reverse("copies-file"), {"file": SimpleUploadedFile(name, content)})


def test_a_copy_that_differs_is_given_and_explained(client_of, people):
    twice("01-1", people)
    agent, supervisor = client_of("agent"), client_of("supervisor")
    chosen = agent.get(reverse("new-copy"), {"station": " ០១-១ "})
    assert chosen.headers["Location"] == form_of("01-1")
    assert 'name="f.votes.B"' in text_of(agent.get(form_of("01-1")))
    fields = typed(OTHER) | {"f.valid": "៣០០"}
    answer = agent.post(form_of("01-1"), {**fields, "photos": SimpleUploadedFile("photo.html", PNG)})
    copy = Copy.objects.get()
    assert answer.headers["Location"] == reverse("copy", args=[copy.pk])
    page = text_of(supervisor.get(reverse("copies"), {"show": "case-open"}))
    assert "01-1" in page
    page = text_of(supervisor.get(reverse("copy", args=[copy.pk])))
    assert page.count('<tr class="differs">') == 2
    photo = supervisor.get(reverse("copy-photo", args=[CopyPhoto.objects.get().pk]))
    assert (photo.content, photo.headers["Content-Type"]) == (PNG, "image/png")
    act = reverse("copy-act", args=[copy.pk])
    assert supervisor.post(act, {"act": "explain", "reason": " "}).status_code == 409
    assert supervisor.post(act, {"act": "explain", "reason": "<b>The agent misread it.</b>"}).status_code == 302
    page = agent.get(reverse("copy", args=[copy.pk]))
    assert "<b>The agent" not in page.content.decode()
    assert "The agent misread it." in text_of(page)
    assert agent.post(act, {"act": "complain", "reason": "We did not."}).status_code == 302
    assert Complaint.objects.get().statement == copy.statement


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"f.valid": "3OO"}, "Give a whole number in digits."),
        ({"f.valid": "-3"}, "Give a whole number in digits."),
        ({"f.valid": "9" * 19}, "This number is too large."),
        ({"f.votes.A": "<script>"}, "Give a whole number in digits."),
        ({"f.valid": "\u202e300"}, "Give a whole number in digits."),
        ({}, "The copy says nothing."),
    ],
)
def test_wrong_figures_get_a_sentence(client_of, fields, said):
    answer = client_of("agent").post(form_of("01-1"), fields)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Copy.objects.exists()


def test_a_table_is_shown_before_it_is_stored(client_of, people):
    twice("01-1", people)
    agent = client_of("agent")
    content = (
        HEADING
        + "01-1,01,A,១០០\n01-1,01,B,150\n01-1,01,C,50\n01-1,01,valid,301\n"  # the votes do not add up
        + "02-1,02,A,7\n"  # another area's
        + "nowhere,01,A,7\n"
        + "01-2,01,A,x\n01-2,01,B,1\n"  # left out whole
        + "01-1,01,Z,7,8\n"
    )
    answer = sent(agent, content)
    assert answer.status_code == 302
    where = answer.headers["Location"]
    assert not Copy.objects.exists()
    page = text_of(agent.get(where))
    for said in (
        "Line 6:",
        "Line 7:",
        "Line 8:",
        "Line 10:",
        "There is no station with this code",
        "The votes of the options add up to 300",
    ):
        assert said in page
    assert "Line 9:" not in page
    assert client_of("observer").get(where).status_code == 404  # whose table it is not
    assert agent.post(where).status_code == 302
    copy = Copy.objects.get()
    assert copy.figures == {"A": 100, "B": 150, "C": 50, "valid": 301}
    assert copy.match == "waiting"
    assert agent.get(where).status_code == 404
    assert "Different" in text_of(agent.get(reverse("copies")))
    copy.refresh_from_db()
    assert (copy.match, copy.differing, copy.case.state) == ("differing", ["valid"], "open")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "The first line of this file is not"),
        ("a,b\n1,2\n", "The first line of this file is not"),
        (b"\xff\xfe\x00", "This file is not a CSV file"),
        (HEADING.encode() + b"\xff", "This file is not a CSV file"),
        (HEADING + '"' + "x" * 200_000, "This file is not a CSV file"),
    ],
)
def test_what_is_no_table_gets_a_sentence(client_of, content, said):
    answer = sent(client_of("agent"), content)
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_a_table_with_nothing_to_store_and_hostile_lines(client_of):
    agent = client_of("agent")
    answer = sent(agent, HEADING + "<script>alert(1)</script>,\u202e01,A,7\n01-1,01,A,1\n01-1,01,A,1\n\x00,,,\n")
    page = agent.get(answer.headers["Location"])
    assert b"<script>alert" not in page.content
    assert "stands there twice" in text_of(page)
    assert agent.post(answer.headers["Location"]).status_code == 422
    assert not Copy.objects.exists()


def test_a_table_that_is_too_large(client_of, monkeypatch):
    monkeypatch.setattr(tables, "LARGEST", 10)
    assert "larger than 64 MB" in text_of(sent(client_of("agent"), HEADING))
    assert client_of("agent").post(reverse("copies-file")).status_code == 422


def test_nobody_opens_another_party_s_copies(client_of, people, election):
    twice("01-1", people)
    client_of("agent").post(form_of("01-1"), {**typed(GOOD), "photos": SimpleUploadedFile("p", PNG)})
    copy, photo = Copy.objects.get(), CopyPhoto.objects.get()
    b = signed_in(tiny.person(Role.AGENT, election.areas.get(code="01"), suffix="-b", party="B"))
    for browser in (b, client_of("observer"), client_of("supervisor", "02"), client_of("agent", "02")):
        assert browser.get(reverse("copy", args=[copy.pk])).status_code == 404
        assert browser.get(reverse("copy-photo", args=[photo.pk])).status_code == 404
        assert browser.post(reverse("copy-act", args=[copy.pk]), {"act": "explain", "reason": "x"}).status_code == 404
        assert "01-1" not in text_of(browser.get(reverse("copies")))
    assert b.post(reverse("attach-copy-photo", args=[copy.pk]), {"photos": SimpleUploadedFile("p", PNG)}).status_code == 404
    assert client_of("clerk").get(reverse("copies")).status_code == 403


def test_no_photo_no_harm(client_of):
    agent = client_of("agent")
    answer = agent.post(form_of("01-1"), {**typed(GOOD), "photos": SimpleUploadedFile("p.png", b"<svg onload=alert(1)>")})
    assert "problem=scan.not-a-scan" in answer.headers["Location"]
    assert "One of the files was not taken" in text_of(agent.get(answer.headers["Location"]))
    assert Copy.objects.exists()
    assert not CopyPhoto.objects.exists()


@pytest.mark.parametrize("asked", ["area=x", "area=99999999999999999999", "area=0", "show=x", "page=-1", "show=case-x"])
def test_the_list_takes_any_address(client_of, asked):
    assert client_of("verifier", None).get(f"{reverse('copies')}?{asked}").status_code == 200


SAID = re.compile(r"""Refused\("([\w.-]+)"|{% say ["']([\w.-]+)["']|"(copies\.[\w-]+)\"""")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_there(language):
    room = Path(tables.__file__).parent
    sources = [*room.glob("*.py"), *(room.parent / "templates" / "copies").glob("*.html")]
    wanted = {key for source in sources for found in SAID.findall(source.read_text("utf-8")) for key in found if key}
    wanted = {key if "." in key else f"commission.{key}" for key in wanted}
    wanted |= {f"case-state.{state}" for state in states.State} | {f"copy-match.{each}" for each in states.Match}
    wanted |= {f"case-step.{each}" for each in states.Action}
    wanted |= {
        f"{group}.{each}" for group in ("case-do", "act") for each in ("explain", "correct", "complain") if group != "act"
    }
    assert wanted <= set(messages(language))
