"""Signing in and out, invitations, passwords, the second factor, and sessions that end."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.tiny import PASSWORD, text_of

from suffrage.commission.accounts import people as service
from suffrage.commission.accounts import sessions
from suffrage.commission.accounts.access import within
from suffrage.commission.accounts.models import Invitation, Person
from suffrage.commission.accounts.roles import CHANGING, Role
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.models import Act
from suffrage.words import messages

pytestmark = pytest.mark.django_db
NEW = "seven blue rivers run"


@pytest.fixture
def browser():
    made = Client()
    made.cookies["language"] = "en"
    return made


def sign_in(browser, name, password=PASSWORD, **more):
    return browser.post("/sign-in", {"username": name, "password": password, **more})


def code_of(person, *, later=0):
    """What the person's application shows, now or `later` half minutes after."""
    device = TOTPDevice.objects.filter(user=person).order_by("-id").first()
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = totp.time + later * device.step
    return f"{totp.token():06d}"


def kinds():
    return list(Act.objects.order_by("number").values_list("kind", flat=True))


def said(key, **operands):
    return str(messages("en")[key]).format(**operands)


def test_an_observer_signs_in_with_name_and_password(browser, people):
    assert sign_in(browser, "observer-01", next="/trail").headers["Location"] == "/trail"
    assert browser.get("/").status_code == 200
    assert browser.post("/sign-out").headers["Location"] == "/sign-in"
    assert browser.get("/").headers["Location"].startswith("/sign-in")
    assert kinds() == ["sign-in", "sign-out"]


@pytest.mark.parametrize(
    ("name", "password"), [("observer-01", "wrong"), ("nobody", PASSWORD), ("OBSERVER-01", PASSWORD), ("x\0y", "z")]
)
def test_what_was_wrong_is_not_said(browser, people, name, password):
    answer = sign_in(browser, name, password)
    assert answer.status_code == 422
    assert said("account.wrong-name-or-password") in text_of(answer) or "\0" in name


def test_guessing_is_locked_for_that_name_from_that_address(browser, people):
    answers = [sign_in(browser, "observer-01", f"guess {number}") for number in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429] * 2
    assert said("account.locked") in text_of(answers[-1])
    assert sign_in(browser, "observer-01").status_code == 429, "the right password does not open it either"
    assert sign_in(browser, "observer-02").status_code == 302, "others at the same computer can work"
    assert Client(REMOTE_ADDR="10.0.0.9").post("/sign-in", {"username": "observer-01", "password": PASSWORD}).status_code == 302


def test_a_lock_opens_after_a_quarter_of_an_hour(browser, people):
    from axes.models import AccessAttempt

    for number in range(5):
        sign_in(browser, "observer-01", f"guess {number}")
    assert sign_in(browser, "observer-01").status_code == 429
    AccessAttempt.objects.update(attempt_time=AccessAttempt.objects.get().attempt_time - timedelta(minutes=16))
    assert sign_in(browser, "observer-01").status_code == 302


def test_cookies_are_for_this_site_only(browser, people):
    cookies = sign_in(browser, "observer-01").cookies
    assert set(cookies) == {"sessionid", "csrftoken"}
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"


def test_an_area_of_another_election_is_another_area(people):
    other = tiny.election("kh-other").areas.get(code="01")
    assert within(people[Role.CLERK, "01"], people[Role.CLERK, "01"].area)
    assert not within(people[Role.CLERK, "01"], other)
    assert within(people[Role.CLERK, None], other)


def test_the_address_is_believed_from_our_own_proxy_only(rf, settings):
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 10.9.9.9")
    assert sessions.address_of(request) == "10.0.0.1"
    settings.BEHIND_PROXY = True
    assert sessions.address_of(request) == "10.9.9.9"


def test_the_session_has_another_key_after_signing_in(browser, people):
    browser.get("/sign-in")
    fixed = browser.session
    fixed["planted"] = "by somebody else"
    fixed.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = fixed.session_key
    sign_in(browser, "observer-01")
    assert browser.session.session_key != fixed.session_key
    planted = Client(headers={"cookie": f"{settings.SESSION_COOKIE_NAME}={fixed.session_key}"})
    assert planted.get("/").status_code == 302


def test_signing_in_elsewhere_ends_the_session_here(people):
    here, there = Client(), Client()
    for browser in (here, there):
        browser.cookies["language"] = "en"
        sign_in(browser, "observer-01")
    assert there.get("/").status_code == 200
    ended = here.get("/")
    assert ended.headers["Location"] == "/sign-in?ended=elsewhere"
    assert said("ended.elsewhere") in text_of(here.get(ended.headers["Location"]))
    assert there.get("/").status_code == 200


def test_an_idle_session_ends_and_one_in_use_does_not(browser, people, monkeypatch):
    sign_in(browser, "observer-01")
    clock = [sessions.time.time()]
    monkeypatch.setattr(sessions.time, "time", lambda: clock[0])
    for _ in range(5):
        clock[0] += settings.IDLE_SECONDS - 61
        assert browser.get("/").status_code == 200
    clock[0] += settings.IDLE_SECONDS + 61
    assert browser.get("/people").headers["Location"] == "/sign-in?ended=idle&next=%2Fpeople"


def test_what_a_screen_asks_for_by_itself_does_not_keep_a_session(browser, people, monkeypatch):
    from suffrage.commission import home

    sign_in(browser, "observer-01")
    monkeypatch.setattr(home.home, "by_itself", True, raising=False)
    clock = [sessions.time.time()]
    monkeypatch.setattr(sessions.time, "time", lambda: clock[0])
    for _ in range(2):
        clock[0] += settings.IDLE_SECONDS // 2 - 1
        assert browser.get("/").status_code == 200
    clock[0] += 10
    assert browser.get("/").status_code == 302


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(browser, db):
    answer = browser.get("/trail", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in")


def invited(people, **more):
    given = {
        "username": "sok.dara",
        "full_name": "សុខ តារា",
        "role": "clerk",
        "area": "01",
        "party": "",
        "language_of_site": "en",
    } | more
    answer = signed_in(people[Role.ADMINISTRATOR, None]).post("/people/invite", given)
    found = re.search(r"/invitation/[\w-]+", text_of(answer))
    return answer, found and found.group()


def test_from_the_invitation_to_the_second_factor(browser, people):
    answer, link = invited(people)
    assert answer.status_code == 200
    person = Person.objects.get(username="sok.dara")
    assert (person.role, person.area.code, person.invited_by) == ("clerk", "01", people[Role.ADMINISTRATOR, None])
    assert link.rpartition("/")[2] not in str(list(Invitation.objects.values()) + list(Act.objects.values()))

    assert "សុខ តារា" in text_of(browser.get(link))
    assert browser.post(link, {"new_password": NEW, "again": NEW}).headers["Location"] == "/"
    assert browser.get("/").headers["Location"] == "/account/second-factor"

    page = text_of(browser.get("/account/second-factor"))
    assert "data:image/svg+xml" in page
    key = browser.session.session_key
    wrong = browser.post("/account/second-factor", {"code": "000000"})
    assert wrong.status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    khmer = code_of(person).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    shown = text_of(browser.post("/account/second-factor", {"code": f"{khmer[:3]} {khmer[3:]}"}))
    assert len(re.findall(r"<code>([a-z2-9]{10})</code>", shown)) == 10
    assert browser.session.session_key != key
    assert browser.get("/").status_code == 200
    assert kinds() == ["person-invited", "invitation-accepted", "second-factor-set"]
    assert check().broken is None


def test_an_invitation_opens_once(browser, people):
    _answer, link = invited(people)
    browser.post(link, {"new_password": NEW, "again": NEW})
    for answer in (browser.get(link), browser.post(link, {"new_password": PASSWORD, "again": PASSWORD})):
        assert answer.status_code == 410
        assert said("account.invitation-over") in text_of(answer)
    assert Person.objects.get(username="sok.dara").check_password(NEW)


@pytest.mark.parametrize("how", ["late", "newer", "closed"])
def test_an_invitation_ends(browser, people, how):
    _answer, link = invited(people)
    person, administrator = Person.objects.get(username="sok.dara"), people[Role.ADMINISTRATOR, None]
    if how == "late":
        open_one = Invitation.objects.get()
        open_one.expires -= service.INVITATION_LASTS + timedelta(seconds=1)
        open_one.save()
    elif how == "newer":
        service.invite_again(administrator, person)
    else:
        service.set_active(administrator, person, active=False)
    assert browser.get(link).status_code == 410
    assert browser.post(link, {"new_password": NEW, "again": NEW}).status_code == 410


@pytest.mark.parametrize(
    ("new", "again", "key"),
    [
        ("short", "short", "password-too-short"),
        ("password1234", "password1234", "password-too-common"),
        ("735182946150", "735182946150", "password-entirely-numeric"),
        ("sok.dara.sok.dara", "sok.dara.sok.dara", "password-too-similar"),
        (NEW, NEW + "x", "not-the-same"),
    ],
)
def test_a_password_must_be_good(browser, people, new, again, key):
    _answer, link = invited(people)
    answer = browser.post(link, {"new_password": new, "again": again})
    assert answer.status_code == 422
    assert said(f"account.{key}") in text_of(answer)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("username", "clerk-01", "people.username-taken"),
        ("username", "CLERK-01", "people.username-taken"),
        ("username", "a b", "field.invalid"),
        ("username", "", "field.required"),
        ("role", "king", "field.invalid-choice"),
        ("role", "agent", "people.agent-needs-party"),
        ("party", "A", "people.party-of-agents-only"),
        ("area", "99", "people.no-such-area"),
        ("full_name", "x" * 201, "field.max-length"),
        ("full_name", "x\0y", "field.null-characters-not-allowed"),
    ],
)
def test_a_wrong_invitation_is_a_sentence(people, field, value, key):
    before = Person.objects.count()
    answer, _link = invited(people, **{field: value})
    assert answer.status_code == 422
    sentence = said(key, code=value) if "%" not in said(key, code=value) else said(key, code=value) % {"limit_value": 200}
    assert sentence in text_of(answer)
    assert Person.objects.count() == before


def test_an_administrator_of_a_province_manages_that_province(people):
    browser = signed_in(people[Role.ADMINISTRATOR, "01"])
    page = text_of(browser.get("/people"))
    assert "clerk-01" in page
    assert "clerk-02" not in page
    assert "clerk-all" not in page
    for code in ("02", "", "KH"):
        given = {"username": "sok", "full_name": "Sok", "role": "clerk", "area": code, "language_of_site": "en"}
        answer = browser.post("/people/invite", given)
        assert said("people.not-your-area") in text_of(answer), code
    other = people[Role.CLERK, "02"].id
    for act in ("", "/invite", "/close", "/open", "/move", "/second-factor"):
        answer = browser.post(f"/people/{other}{act}", {"area": "01"}) if act else browser.get(f"/people/{other}")
        assert answer.status_code == 404, act
    assert said("people.not-your-area") in text_of(browser.post(f"/people/{people[Role.CLERK, '01'].id}/move", {"area": "02"}))


@pytest.mark.parametrize("act", ["invite", "close", "open", "move", "second-factor"])
def test_nobody_manages_their_own_account(people, act):
    oneself = people[Role.ADMINISTRATOR, None]
    before = Person.objects.filter(id=oneself.id).values("role", "area", "is_active", "password").get()
    answer = signed_in(oneself).post(f"/people/{oneself.id}/{act}", {"area": "01"})
    assert answer.status_code in (409, 422)
    assert said("people.not-oneself") in text_of(answer)
    assert Person.objects.filter(id=oneself.id).values("role", "area", "is_active", "password").get() == before


def test_closing_moving_and_taking_the_factor_away_end_the_session(people):
    administrator = signed_in(people[Role.ADMINISTRATOR, None])
    clerk = people[Role.CLERK, "01"]
    for act in ("close", "second-factor", "invite"):
        browser = signed_in(clerk)
        assert browser.get("/").status_code == 200
        assert administrator.post(f"/people/{clerk.id}/{act}").status_code in (200, 302)
        assert browser.get("/").headers["Location"].startswith("/sign-in"), act
        administrator.post(f"/people/{clerk.id}/open")
        clerk.refresh_from_db()
    administrator.post(f"/people/{clerk.id}/move", {"area": "02"})
    clerk.refresh_from_db()
    assert clerk.area.code == "02"
    assert kinds() == ["person-closed", "person-opened", "second-factor-reset", "person-invited-again", "person-moved"]


def test_a_closed_account_does_not_sign_in(browser, people):
    service.set_active(people[Role.ADMINISTRATOR, None], people[Role.OBSERVER, "01"], active=False)
    assert sign_in(browser, "observer-01").status_code == 422


def test_the_one_time_password_must_be_changed(browser, people):
    Person.objects.filter(username="observer-01").update(must_change_password=True)
    sign_in(browser, "observer-01")
    assert browser.get("/trail").headers["Location"] == "/account/password?next=%2Ftrail"
    wrong = browser.post("/account/password", {"old_password": "no", "new_password": NEW, "again": NEW})
    assert said("account.wrong-password") in text_of(wrong)
    same = browser.post("/account/password", {"old_password": PASSWORD, "new_password": PASSWORD, "again": PASSWORD})
    assert said("account.same-password") in text_of(same)
    key = browser.session.session_key
    given = {"old_password": PASSWORD, "new_password": NEW, "again": NEW, "next": "/trail"}
    assert browser.post("/account/password", given).headers["Location"] == "/trail"
    assert browser.get("/trail").status_code == 200
    assert browser.session.session_key != key
    assert sign_in(Client(), "observer-01", NEW).status_code == 302


@pytest.mark.parametrize("role", sorted(CHANGING))
def test_who_can_change_data_shows_a_second_factor(browser, people, role):
    signed_in(people[role, "01"])
    sign_in(browser, f"{role}-01")
    assert browser.get("/").headers["Location"] == "/account/second-factor"
    assert "data:image/svg" not in text_of(browser.get("/account/second-factor")), "nobody sees the secret again"
    assert browser.get("/account/password").headers["Location"] == "/account/second-factor"
    code = code_of(people[role, "01"])
    assert browser.post("/account/second-factor", {"code": code, "next": "/trail"}).headers["Location"] == "/trail"
    assert browser.get("/trail").status_code == 200
    other = Client()
    sign_in(other, f"{role}-01")
    assert other.post("/account/second-factor", {"code": code}).status_code == 422, "a code opens once"


def test_codes_cannot_be_guessed_one_after_the_other(browser, people):
    clerk = people[Role.CLERK, "01"]
    signed_in(clerk)
    sign_in(browser, "clerk-01")
    for number in range(3):
        assert browser.post("/account/second-factor", {"code": f"{number:06d}"}).status_code == 422
    answer = browser.post("/account/second-factor", {"code": code_of(clerk)})
    assert answer.status_code == 422, "after wrong codes, even the right one must wait"
    assert said("account.wrong-code") in text_of(answer)


def test_a_backup_code_opens_once(browser, people):
    clerk = people[Role.CLERK, "01"]
    codes = re.findall(r"<code>([a-z2-9]{10})</code>", text_of(signed_in(clerk).post("/account/codes")))
    assert len(set(codes)) == 10
    sign_in(browser, "clerk-01")
    assert browser.post("/account/second-factor", {"code": codes[0].upper()}).status_code == 302
    assert browser.get("/").status_code == 200
    again = Client()
    sign_in(again, "clerk-01")
    assert again.post("/account/second-factor", {"code": codes[0]}).status_code == 422
    assert "backup-code-used" in kinds()


def test_an_observer_may_set_a_factor_up_and_then_needs_it(browser, people):
    observer = people[Role.OBSERVER, "01"]
    sign_in(browser, "observer-01")
    browser.get("/account/second-factor")
    assert browser.post("/account/codes").headers["Location"] == "/account/second-factor"
    assert browser.post("/account/second-factor", {"code": code_of(observer)}).status_code == 200
    other = Client()
    sign_in(other, "observer-01")
    assert other.get("/").headers["Location"] == "/account/second-factor"


def test_the_list_is_searched(people):
    browser = signed_in(people[Role.ADMINISTRATOR, None])
    assert re.findall(r'/people/\d+">([\w-]+)<', text_of(browser.get("/people?search=02&role=verifier"))) == ["verifier-02"]
    assert browser.get("/people?search=%00'%22%25&role=x&page=99999999999999999999").status_code == 200
    assert browser.get("/people/99999999999999999999999").status_code == 404
