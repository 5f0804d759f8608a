"""The pages of declaring and publishing: in three languages, from the count to the signed record; keys are used and forgotten."""

import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.commission import elections
from tests.commission.conftest import signed_in
from tests.commission.declarations import DAY, KEY, TIED, WITNESS, accept_all, commission, counted, declared, question_of, under
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.declaring.contest_pages import name_of
from suffrage.commission.declaring.models import Drawing, Run, Sitting
from suffrage.commission.declaring.publishing import record_folder
from suffrage.commission.setup.models import Contest
from suffrage.commission.trail.models import Act
from suffrage.record.locked import lock
from suffrage.record.verify import verify
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
PASSPHRASE = "seven rivers, one bridge"


@pytest.fixture(scope="module")
def locked():
    return lock(KEY, PASSPHRASE)


@pytest.fixture
def members(people):
    return [signed_in(person) for person in commission(people)]


def contest_of(code="01"):
    return Contest.objects.get(code=code)


def answered(browser, question, drawn="C", **more):
    given = {"which": name_of(question), "drawn": drawn, "day": DAY.isoformat(), "place": "Phnom Penh", "hour": "10:00"}
    address = f"/declaring/contests/{question.contest.pk}/answer"
    return browser.post(address, given | {"witnesses": "Sok Dara"} | more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way(language, election, people, members, locked):
    under("kh.council")
    accept_all(people, c01=TIED)
    one, other = members
    for browser in members:
        browser.cookies["language"] = language
    known = messages(language)
    assert known["declaring.not-counted"] in text_of(one.get("/declaring"))
    assert one.post("/declaring/count").headers["Location"] == "/declaring"
    page = text_of(one.get("/declaring"))
    assert known["declaring.state-pending"] in page
    assert known["declaring.in-the-way"] in page
    question = question_of(election)
    address = f"/declaring/contests/{question.contest.pk}"
    assert known["question.lot"] in text_of(one.get(address))
    assert answered(one, question).status_code == 302
    assert known["declaring.entered-by-you"] in text_of(one.get(address))
    unseen = text_of(other.get(address))
    assert known["declaring.entered-once"] in unseen
    assert "Sok Dara" not in unseen
    assert answered(other, question).status_code == 302
    assert known["declaring.agreed-count-again"] in text_of(one.get(address))
    one.post("/declaring/count")
    assert known["declaring.elected"] in text_of(one.get(address))
    assert known["declaring.nothing-open"] in text_of(one.get("/declaring"))
    assert one.post("/declaring/sitting", {"text": "It is declared."}).status_code == 302
    sitting = Sitting.objects.get()
    for browser in members:
        assert browser.post(f"/declaring/sittings/{sitting.pk}/vote", {"choice": "for"}).status_code == 302
    assert one.post(f"/declaring/sittings/{sitting.pk}/close").status_code == 302
    assert known["declaring.declared"] in text_of(other.get("/declaring"))
    assert known["declaring.publish-final"] in text_of(one.get("/publishing"))
    sent = {"key": SimpleUploadedFile("nec.key", locked.encode()), "passphrase": PASSPHRASE}
    assert one.post("/publishing/sign", sent).headers["Location"] == "/publishing"
    page = text_of(other.get("/publishing"))
    assert known["status.final"] in page
    assert str(KEY.public()) in page
    assert verify(record_folder(election), KEY.public()).is_valid
    trail = text_of(one.get("/trail"))
    for kind in ("count-made", "drawn-once", "drawn-twice", "sitting-opened", "member-voted", "election-declared", "published"):
        assert known[f"act.{kind}"] in trail


def test_the_key_is_forgotten(election, people, members, locked, caplog):
    accept_all(people)
    caplog.set_level(logging.DEBUG)
    one = members[0]
    wrong = one.post("/publishing/sign", {"key_text": locked, "passphrase": "another one, wrong"})
    assert wrong.status_code == 422
    assert messages("en")["declaring.wrong-passphrase"] in text_of(wrong)
    assert locked not in text_of(wrong)
    assert "another one, wrong" not in text_of(wrong)
    assert not Run.objects.exists()
    assert one.post("/publishing/sign", {"key_text": locked, "passphrase": PASSPHRASE}).status_code == 302
    told = " ".join(
        [*Act.objects.values_list("data", flat=True), *map(str, Run.objects.values_list("told", flat=True)), caplog.text]
    )
    for secret in (PASSPHRASE, locked, KEY.secret_text(), KEY.secret_text().rsplit("+", 1)[1]):
        assert secret not in told


@pytest.mark.parametrize(
    ("given", "key"),
    [({}, "key-needed"), ({"key_text": "a letter"}, "not-a-key"), ({"key_name": "../secret"}, "key-needed")],
)
def test_what_is_no_key_gets_a_sentence(given, key, election, members):
    answer = members[0].post("/publishing/sign", given)
    assert answer.status_code == 422
    assert messages("en")[f"declaring.{key}"] in text_of(answer)


def test_a_key_that_stands_on_the_server(election, people, members, locked, tmp_path, settings):
    (tmp_path / "nec.key").write_text(locked, "utf-8")
    (tmp_path / "nec.key.pub").write_text(str(KEY.public()), "utf-8")
    settings.KEYS = tmp_path
    accept_all(people)
    page = text_of(members[0].get("/publishing"))
    assert "<option>nec.key</option>" in page
    assert "nec.key.pub" not in page
    assert members[0].post("/publishing/sign", {"key_name": "nec.key", "passphrase": PASSPHRASE}).status_code == 302
    assert Run.objects.get().state == "done"
    witness = lock(WITNESS, PASSPHRASE)
    assert members[1].post("/publishing/cosign", {"key_text": witness, "passphrase": PASSPHRASE}).status_code == 302
    assert WITNESS.name in text_of(members[0].get("/publishing"))


def test_wrong_answers_get_a_sentence_beside_the_question(election, people, members):
    under("kh.council")
    accept_all(people, c01=TIED)
    counted(election, people)
    question = question_of(election)
    for more, key in (
        ({"drawn": "A"}, "wrong-number"),
        ({"day": "yesterday"}, "day-needed"),
        ({"day": "2999-01-01"}, "day-to-come"),
        ({"witnesses": " "}, "source-needed"),
        ({"which": "lot/elsewhere"}, "not-asked"),
    ):
        answer = answered(members[0], question, **more)
        assert answer.status_code == 422, more
        expected = messages("en")[f"declaring.{key}"]
        assert (expected if isinstance(expected, str) else expected["one"]) in text_of(answer), more
    assert not Drawing.objects.exists()


def test_who_reads_and_who_decides(election, people, members, client_of):
    under("kh.council")
    accept_all(people, c01=TIED)
    counted(election, people)
    own, others = contest_of("01").pk, contest_of("02").pk
    for role in (Role.VERIFIER, Role.ADMINISTRATOR, Role.OBSERVER, Role.AGENT):
        browser = client_of(role)
        assert browser.get(f"/declaring/contests/{others}").status_code == 404
        page = text_of(browser.get(f"/declaring/contests/{own}"))
        assert messages("en")["declaring.calculation"] in page
        assert messages("en")["declaring.enter"] + "</button>" not in page
        assert f"/contests/{others}" not in text_of(browser.get("/declaring"))
    assert client_of(Role.CLERK).get("/declaring").status_code == 403


def test_what_is_at_work_is_asked_for_again(election, people, members):
    from datetime import UTC, datetime

    run = Run.objects.create(
        election=election, kind="publish", person=commission(people)[0], beat=datetime.now(UTC), stage="writing"
    )
    page = members[0].get("/publishing")
    assert 'hx-get="/declaring/running"' in text_of(page)
    part = members[0].get("/declaring/running")
    assert messages("en")["stage.writing"] in text_of(part)
    assert "HX-Refresh" not in part.headers
    Run.objects.filter(pk=run.pk).update(state="done", finished=datetime.now(UTC))
    assert members[0].get("/declaring/running").headers["HX-Refresh"] == "true"


def test_a_stage_without_words_is_no_fault(election, people, members):
    from datetime import UTC, datetime

    Run.objects.create(
        election=election, kind="count", person=commission(people)[0], beat=datetime.now(UTC), stage="unheard-of"
    )
    assert members[0].get("/declaring").status_code == 200


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u202eسيب", "ខ្មែរ\0", "{% say 'x' %}", "' OR 1=1 --"])
def test_hostile_texts_are_only_text(text, election, people, members):
    accept_all(people)
    counted(election, people)
    members[0].post("/declaring/sitting", {"text": text})
    page = members[0].get("/declaring").content.decode()
    assert "<script>alert" not in page
    assert Sitting.objects.get().text == text.replace("\0", "")


def test_before_the_first_election(db):
    from tests.commission import tiny

    browser = signed_in(tiny.person(Role.COMMISSIONER, None))
    for address in ("/declaring", "/publishing"):
        assert messages("en")["setup.none"] in text_of(browser.get(address))
    for address in ("/declaring/count", "/declaring/sitting", "/publishing/sign"):
        assert browser.post(address).status_code in (409, 422)


def test_declared_pages_are_read_by_all(election, people, client_of):
    declared(election, people)
    for role in (Role.OBSERVER, Role.AGENT, Role.VERIFIER):
        assert messages("en")["declaring.declared"] in text_of(client_of(role).get("/declaring"))
    assert messages("en")["phase.declared"]
    assert elections.statement_of("01-1").state == "accepted"
