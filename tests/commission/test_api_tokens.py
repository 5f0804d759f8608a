"""Tokens: made by their person alone, with the second factor given just now; shown once; taken back; and never more than they were."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.commission import programs, tiny
from tests.commission.conftest import signed_in
from tests.commission.programs import Program, program
from tests.commission.tiny import text_of

from suffrage.commission.accounts import second
from suffrage.commission.accounts.roles import Role
from suffrage.commission.api import tokens
from suffrage.commission.api.models import Answer, Token
from suffrage.commission.api.purposes import MAY, Purpose, purposes_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area
from suffrage.commission.trail.models import Act
from suffrage.commission.trail.reading import acts_for
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"suffrage_[A-Za-z0-9_-]{43}")


def code_of(person):
    """The code that the person's application shows now, as if none had been given yet."""
    device = TOTPDevice.objects.get(user=person, confirmed=True)
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1, throttling_failure_count=0)
    return f"{totp(device.bin_key):06d}"


def made(browser, person, **more):
    form = {"name": "scanner 2", "purposes": ["receive", "scan"], "area": "01", "days": "7", "code": code_of(person)}
    return browser.post("/account/tokens", form | more)


@pytest.fixture
def clerk(people):
    return people[Role.CLERK, "01"]


@pytest.fixture
def browser(clerk):
    return signed_in(clerk)


def test_a_token_is_shown_once_and_then_opens(browser, clerk):
    page = made(browser, clerk)
    assert page.status_code == 200
    (secret,) = SECRET.findall(text_of(page))
    assert page.headers["Cache-Control"] == "no-store"
    assert Program(secret).get("/token").json()["purposes"] == ["receive", "scan"]
    token = Token.objects.get()
    assert (token.person, token.name, token.area.code) == (clerk, "scanner 2", "01")
    assert timedelta(days=6, hours=23) < token.expires - datetime.now(UTC) <= timedelta(days=7)
    listed = text_of(browser.get("/account/tokens"))
    assert "scanner 2" in listed
    assert not SECRET.search(listed)
    act = Act.objects.get(kind="token-made")
    assert (act.person, secret in act.data, token.sha256 in act.data) == (clerk, False, False)
    assert "receive scan" in act.data


def test_not_without_the_second_factor_just_now(browser, clerk):
    for code in ("", "000000", "no"):
        assert made(browser, clerk, code=code).status_code == 422
    assert not Token.objects.exists()
    used = code_of(clerk)
    assert made(browser, clerk, code=used).status_code == 200
    form = {"name": "another", "purposes": ["scan"], "area": "01", "days": "7", "code": used}
    again = browser.post("/account/tokens", form)
    assert again.status_code == 422
    assert messages("en")["account.wrong-code"] in text_of(again)
    assert Token.objects.count() == 1


def test_what_cannot_be_made_costs_no_code(browser, clerk):
    code = code_of(clerk)
    form = {"name": "x", "purposes": ["scan"], "area": "02", "days": "7", "code": code}
    assert browser.post("/account/tokens", form).status_code == 422
    assert browser.post("/account/tokens", form | {"area": "01"}).status_code == 200


def test_a_backup_code_makes_one(browser, clerk):
    code = second.renew_codes(clerk)[0]
    assert made(browser, clerk, code=code).status_code == 200
    assert made(browser, clerk, code=code).status_code == 422
    assert Token.objects.count() == 1


def test_whoever_has_no_second_factor_sets_one_up_first(people):
    observer = people[Role.OBSERVER, "01"]
    browser = signed_in(observer, verified=False)
    assert messages("en")["token.needs-second-factor"] in text_of(browser.get("/account/tokens"))
    form = {"name": "x", "purposes": ["read"], "area": "01", "days": "7", "code": "123456"}
    assert browser.post("/account/tokens", form).status_code == 422
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"purposes": ["read"]}, "field.invalid-choice"),
        ({"purposes": []}, "field.required"),
        ({"purposes": ["x"]}, "field.invalid-choice"),
        ({"area": "02"}, "api.not-your-area"),
        ({"area": ""}, "api.not-your-area"),
        ({"area": "nowhere"}, "people.no-such-area"),
        ({"days": "365"}, "field.invalid-choice"),
        ({"days": ""}, "field.required"),
        ({"name": ""}, "field.required"),
        ({"name": "x" * 61}, None),
    ],
)
def test_what_cannot_be_made(browser, clerk, more, key):
    page = made(browser, clerk, **more)
    assert page.status_code == 422
    assert key is None or messages("en")[key].replace("{code}", "nowhere") in text_of(page)
    assert not Token.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_the_service_makes_for_each_role_what_the_role_does(role, people):
    person = programs.with_second_factor(people[role, "01"])
    for purpose in Purpose:
        if role in MAY[purpose]:
            assert tokens.make(person, name="x", purposes=[purpose], area=person.area, days=1)[0].opens == (purpose,)
        else:
            with pytest.raises(Refused):
                tokens.make(person, name="x", purposes=[purpose], area=person.area, days=1)
    with pytest.raises(Refused):
        tokens.make(person, name="x", purposes=[], area=person.area, days=1)
    with pytest.raises(Refused):
        tokens.make(person, name="x", purposes=purposes_of(role), area=person.area, days=400)


def test_so_many_and_no_more(clerk):
    for _ in range(tokens.MOST):
        programs.secret_for(clerk)
    with pytest.raises(Refused) as refused:
        programs.secret_for(clerk)
    assert "10" in refused.value.say("en")
    tokens.end(clerk.tokens.first().pk, by=clerk)
    programs.secret_for(clerk)
    with pytest.raises(Refused):
        programs.secret_for(clerk)
    later = datetime.now(UTC) + timedelta(days=8)
    assert tokens.make(clerk, name="x", purposes=["scan"], area=clerk.area, days=1, now=later)


def test_one_s_own_token_is_taken_back(browser, clerk, people):
    of, other = program(clerk), program(people[Role.CLERK, "02"])
    assert browser.post("/account/tokens", {"end": str(clerk.tokens.get().pk)}).status_code == 302
    assert of.get("/token").status_code == 401
    for wrong in (str(clerk.tokens.get().pk), str(other.person.tokens.get().pk), "x", "", "9" * 30, "-1", "១"):
        assert browser.post("/account/tokens", {"end": wrong}).status_code == 409
    assert other.get("/token").status_code == 200
    assert Act.objects.filter(kind="token-ended").count() == 1
    assert messages("en")["token.ended"] in text_of(browser.get("/account/tokens"))


def test_an_administrator_sees_and_takes_back_but_makes_none(clerk, people):
    of = program(clerk)
    administrator = people[Role.ADMINISTRATOR, "01"]
    browser = signed_in(administrator)
    where = f"/people/{clerk.pk}/tokens"
    page = browser.get(where)
    assert "a test" in text_of(page)
    assert "purposes" not in page.content.decode()
    form = {"name": "x", "purposes": ["scan"], "area": "01", "days": "7", "code": code_of(administrator)}
    assert browser.post(where, form).status_code == 409
    assert browser.post(where, {"end": str(clerk.tokens.get().pk)}).status_code == 302
    assert of.get("/token").status_code == 401
    act = Act.objects.get(kind="token-ended")
    assert (act.person, act.area.code) == (administrator, "01")
    assert signed_in(people[Role.ADMINISTRATOR, "02"]).get(where).status_code == 404
    assert act in acts_for(administrator)
    assert act not in acts_for(people[Role.OBSERVER, None])


def test_those_in_force_stand_first(browser, clerk):
    for name, days_ago in (("one", 0), ("two", 5), ("three", 0)):
        programs.secret_for(clerk, days=1, name=f"number {name}", now=datetime.now(UTC) - timedelta(days=days_ago))
    assert re.findall(r"number \w+", text_of(browser.get("/account/tokens"))) == ["number three", "number one", "number two"]


def test_when_it_was_last_used(clerk):
    of = program(clerk)
    assert clerk.tokens.get().last_used is None
    of.get("/token")
    first = clerk.tokens.get().last_used
    of.get("/token")
    assert clerk.tokens.get().last_used == first  # noted once a minute at most
    Token.objects.update(last_used=first - timedelta(minutes=2))
    of.get("/token")
    assert clerk.tokens.get().last_used > first - timedelta(minutes=1)


def test_the_database_lets_no_token_become_more(clerk, people, election):
    program(clerk)
    token = Token.objects.filter(person=clerk)
    changes = [
        {"person": people[Role.SUPERVISOR, "01"]},
        {"purposes": "receive scan enter read"},
        {"expires": datetime.now(UTC) + timedelta(days=900)},
        {"area": Area.objects.get(code="KH")},
        {"area": None},
        {"sha256": "0" * 64},
        {"ended": datetime.now(UTC)},
        {"purposes": ""},
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            token.update(**change)
    tokens.end(token.get().pk, by=clerk)
    for change in ({"ended": None, "ended_by": None}, {"ended": datetime.now(UTC)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            token.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        token._raw_delete(token.db)


def test_the_database_lets_no_answer_change(clerk):
    of = program(clerk)
    of.post("/receive", {"barcode": "01-1", "serial": "1"})
    answers = Answer.objects.all()
    for change in ({"body": "{}"}, {"body": ""}, {"sha256": "0" * 64}):
        with pytest.raises(IntegrityError), transaction.atomic():
            answers.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        answers._raw_delete(answers.db)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_in_each_language(language, browser, clerk, people):
    programs.secret_for(clerk)
    browser.cookies["language"] = language
    page = text_of(browser.get("/account/tokens"))
    for key in ("token.title", "token.about", "token.make", "token-purpose.receive", "token-purpose.enter", "token.never"):
        assert messages(language)[key] in page
    assert messages(language)["token-purpose.read"] not in page
    assert messages(language)["token.title"] in text_of(browser.get("/account"))


def test_html_in_a_name_stays_text(browser, clerk):
    name = "<script>alert(1)</script>ស\u202e"
    assert made(browser, clerk, name=name).status_code == 200
    assert "<script>alert" not in browser.get("/account/tokens").content.decode()
    assert name in text_of(browser.get("/account/tokens"))


def test_a_person_of_the_whole_country_may_bind_a_token_to_one_area(people):
    everywhere = people[Role.CLERK, None]
    page = made(signed_in(everywhere), everywhere, area="02")
    (secret,) = SECRET.findall(text_of(page))
    assert Program(secret).get("/token").json()["area"] == "02"


def test_somebody_without_a_password_of_their_own_has_no_tokens_that_open(election):
    person = tiny.person(Role.OBSERVER, None)
    of = program(person)
    assert of.get("/token").status_code == 200
    type(person).objects.filter(pk=person.pk).update(must_change_password=True)
    assert of.get("/token").status_code == 401
