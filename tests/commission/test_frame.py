"""The frame of every page: whose election, whether it is real, who is signed in, which pages, which language; and what errors say."""

import re

import pytest
from django.db import transaction
from django.urls import reverse
from tests.commission import tiny
from tests.commission.test_attacks import patterns
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.frame import PAGES, section_of
from suffrage.commission.guards import aside
from suffrage.commission.words import PROGRAMS
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role)
def test_the_first_page_says_who_one_is(role, client_of):
    page = client_of(role).get("/")
    assert page.status_code == 200
    said = text_of(page)
    assert "Test election" in said
    assert f"{role.value}-01".title() in said
    assert messages("en")[f"role-does.{role.value}"] in said
    assert ("/people" in said) == (role is Role.ADMINISTRATOR)


def test_a_rehearsal_says_so_on_every_page(client, client_of, election):
    assert b"unreal" not in client.get("/sign-in").content
    with transaction.atomic(), aside():
        election.rehearsal = True
        election.save()
    for page in (client.get("/sign-in"), client_of("clerk").get("/"), client_of("clerk").get("/nowhere")):
        assert page.content.count(b"Rehearsal") + page.content.count("ការហាត់សម".encode()) >= 3, "title, strip and sentence"


def test_made_up_figures_say_so(client, db):
    tiny.election("kh-made-up", generated=True)
    client.cookies["language"] = "en"
    assert messages("en")["site.generated"] in text_of(client.get("/sign-in"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_is_chosen_once(client, language, db):
    answer = client.post("/language", {"language": language, "next": "/sign-in?next=/people"})
    assert answer.headers["Location"] == "/sign-in?next=/people"
    assert answer.cookies["language"]["httponly"]
    page = text_of(client.get("/sign-in"))
    assert f'<html lang="{language}">' in page
    assert messages(language)["commission.sign-in"] in page


@pytest.mark.parametrize("onward", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", ""])
def test_the_choice_of_a_language_leads_nowhere_else(client, onward, db):
    assert client.post("/language", {"language": "fr", "next": onward}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client, db):
    assert "language" not in client.post("/language", {"language": "xx", "next": "/"}).cookies


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_is_said_in_the_reader_s_language(client, language, db):
    client.cookies["language"] = language
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert messages(language)["commission.not-found"] in text_of(answer)


def test_an_address_that_takes_forms_only_says_so(client_of):
    answer = client_of("clerk").get("/sign-out")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert messages("en")["commission.not-a-page"] in text_of(answer)


def test_a_fault_is_one_sentence_without_the_database(client, monkeypatch, db):
    from suffrage.commission.accounts import views

    def fail(*_arguments, **_named):
        raise ZeroDivisionError

    monkeypatch.setattr(views, "SignIn", fail)
    client.raise_request_exception = False
    client.cookies["language"] = "fr"
    answer = client.get("/sign-in")
    assert answer.status_code == 500
    assert messages("fr")["commission.broken"] in text_of(answer)
    assert "ZeroDivisionError" not in text_of(answer)


def test_every_page_of_the_navigation_has_words():
    for page in PAGES:
        assert f"nav.{page}" in messages("en")
        assert page == "home" or f"nav-about.{page}" in messages("en")


def marked(page):
    """The pages of the navigation that are marked as current, with the mark."""
    (links,) = re.findall("<nav.*?</nav>", text_of(page), re.DOTALL)[:1]
    return re.findall(r'<a href="([^"]+)" aria-current="(\w+)"', links)


OF_NO_SECTION = {
    "language",
    "health",
    "metrics",
    "sign-in",
    "sign-out",
    "account",
    "password",
    "second-factor",
    "codes",
    "invitation",
    "calendar-ics",
    "scan",
    "evidence",
    "copy-photo",
    "tokens",
    "api-docs",
    "api-openapi",
}
"""The addresses of what is no page, of files, and of pages outside the navigation."""

SECTIONS = {
    "statement": "statements",
    "enter-next": "statements",
    "receive": "receive",
    "forms-run": "forms",
    "watch-wall": "watch-progress",
    "watch-earlier": "watch-progress",
    "copies-file": "copies",
    "complaint-act": "complaints",
    "removal-take": "declaring",
    "sitting-vote": "declaring",
    "sign-record": "publishing",
    "setup-law": "setup",
    "person-tokens": "people",
}


def addresses():
    """Each address of the site by its name, with a number or text where it takes one."""
    for entry in patterns():
        address = "/" + re.sub("<[^>]*>", "1", str(entry.pattern))
        if not address.startswith(PROGRAMS):
            yield entry.name, address


def test_every_address_belongs_to_a_page_of_the_navigation_or_to_none():
    found = {name: section_of(address) for name, address in addresses()}
    assert {name for name, section in found.items() if not section} == OF_NO_SECTION
    assert {page: found[page] for page in PAGES} == {page: page for page in PAGES}
    assert {name: found[name] for name in SECTIONS} == SECTIONS
    assert section_of("/nowhere") == ""


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_the_navigation_marks_itself(page, client_of):
    address = reverse(page)
    for role in Role:
        answer = client_of(role).get(address)
        if answer.status_code == 200:
            assert marked(answer) == [(address, "page")]


@pytest.mark.parametrize("page", ["wall", "late", "rates", "results", "turnout", "findings"])
def test_watching_is_marked_on_all_of_its_pages(page, client_of):
    answer = client_of(Role.COMMISSIONER).get(f"/watch/{page}")
    assert page == "wall" or marked(answer) == [("/watch/progress", "true")]
