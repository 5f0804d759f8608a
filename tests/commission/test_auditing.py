"""An audit's forms on the site: from the draw to the table that `suffrage audit enter` takes, by two people each."""

import csv
import io
import json
import shutil
import sys

import pytest
from django.db import transaction
from tests.commission import elections
from tests.commission.audits import begun, said, sheets
from tests.commission.tiny import text_of

from suffrage import cli
from suffrage.audit.codes import FormCode
from suffrage.commission.auditing import entering
from suffrage.commission.auditing.models import Sheet, SheetEntry, Taken
from suffrage.commission.auditing.states import State
from suffrage.commission.guards import aside
from suffrage.commission.refused import Refused
from suffrage.commission.trail.chain import check
from suffrage.commission.trail.models import Act

pytestmark = pytest.mark.django_db
KHMER = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")


@pytest.fixture
def desk(tmp_path):
    return begun(tmp_path)


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["suffrage", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return command


def entered(desk, name, sheet, form):
    """What the site answers to somebody's entry, who scans the form's code first."""
    browser = desk.browser(name)
    opened = browser.post("/audits/find", {"code": sheet.code})
    assert opened.headers["Location"] == f"/audits/forms/{sheet.pk}/entry", text_of(opened)
    assert browser.get(opened.headers["Location"]).status_code == 200
    return browser.post(opened.headers["Location"], form)


def twice(desk, sheet, form, second=None):
    for name, given in (("one", form), ("two", second or form)):
        assert entered(desk, name, sheet, given).status_code == 302
    sheet.refresh_from_db()
    return sheet


def exported(desk, name="observer"):
    answer = desk.browser(name).get("/audits/counts.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return answer.content.decode()


def by_hand(desk, changed):
    """The table as it is filled in without the site."""
    rows = []
    for sheet in sheets():
        station = sheet.statement.station.code
        form = changed.get(station, desk.reported(station))
        for name, number in form.items():
            kind, _dot, option = name.removeprefix("f.").partition(".")
            if name != "f.lost":
                rows.append(["01", station, "option" if kind == "votes" else "invalid", option, "", number])
            else:
                rows.append(["01", station, "invalid", "", "", "lost"])
    file = desk.audit / "by-hand.csv"
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([["contest_id", "station_id", "kind", "option_id", "name", "votes"], *rows])
    return file


def risk_of(run, audit, election, file):
    code, out, err = run("audit", "enter", audit, election, file)
    assert code == 0, err
    _code, out, _err = run("audit", "assess", audit, election, "--json")
    return json.loads(out)[0]


def test_the_whole_loop_gives_the_risk_that_a_table_by_hand_gives(desk, run, tmp_path):
    other = shutil.copytree(desk.audit, tmp_path / "other")
    there = sheets()
    station = there[0].statement.station.code
    wrong = desk.reported(station) | {"f.votes.1": "100"}
    changed = {station: wrong, there[1].statement.station.code: {"f.lost": "1"}}
    for sheet in there:
        code = sheet.statement.station.code
        form = {name: number.translate(KHMER) for name, number in changed.get(code, desk.reported(code)).items()}
        assert twice(desk, sheet, form).state == State.TAKEN
    file = tmp_path / "counts.csv"
    file.write_text(exported(desk), "utf-8")
    on_site = risk_of(run, desk.audit, desk.election, file)
    typed = risk_of(run, other, desk.election, by_hand(desk, changed))
    assert on_site == typed
    assert 0 < on_site["risk"] <= 1
    assert desk.case().waiting() == 0
    assert check().broken is None
    assert "0 counts entered" in run("audit", "enter", desk.audit, desk.election, file)[1]


def test_each_line_names_the_form_and_the_act_and_nobody(desk):
    sheet = sheets()[0]
    twice(desk, sheet, desk.reported(sheet.statement.station.code))
    lines = list(csv.DictReader(io.StringIO(exported(desk))))
    assert list(lines[0]) == ["form", "kind", "option_id", "name", "votes", "why", "act"]
    assert {line["form"] for line in lines} == {sheet.code}
    act = Act.objects.get(kind="audit-agree")
    assert {line["act"] for line in lines} == {str(act.number)}
    assert act.statement_id == sheet.statement_id
    assert json.loads(act.data)["counts"]["invalid"] == 4
    assert "clerk" not in exported(desk)


def test_a_second_round_and_a_correction_are_entered_as_far_as_they_are_new(desk, run, tmp_path):
    file = tmp_path / "counts.csv"
    for sheet in sheets():
        twice(desk, sheet, desk.reported(sheet.statement.station.code))
    file.write_text(exported(desk), "utf-8")
    assert "6 counts entered" in run("audit", "enter", desk.audit, desk.election, file)[1]
    desk.open(desk.draw(9))
    new = [sheet for sheet in sheets() if sheet.state == State.OUT]
    assert len(new) == 3
    twice(desk, new[0], desk.reported(new[0].statement.station.code))
    old = sheets()[0]
    answer = desk.browser("supervisor").post(f"/audits/forms/{old.pk}/decide", {"act": "reopen", "reason": "=a pile  missed"})
    assert answer.status_code == 302
    file.write_text(exported(desk), "utf-8")
    assert "1 count entered" in run("audit", "enter", desk.audit, desk.election, file)[1], "what was taken stands until then"
    form = desk.reported(old.statement.station.code) | {"f.invalid": "5"}
    assert twice(desk, old, form).state == State.TAKEN
    file.write_text(exported(desk), "utf-8")
    assert "1 count entered" in run("audit", "enter", desk.audit, desk.election, file)[1]
    newest = desk.case().contests["01"].counted[old.statement.station.code]
    assert (newest.invalid, newest.why) == (5, "'=a pile missed")
    assert Taken.objects.filter(sheet=old).count() == 2


def test_nobody_enters_twice_or_sees_what_another_entered(desk):
    sheet = sheets()[0]
    form = desk.reported(sheet.statement.station.code) | {"f.votes.1": "98765"}
    assert entered(desk, "one", sheet, form).headers["Location"] == f"/audits?done={sheet.pk}"
    again = desk.browser("one").post(f"/audits/forms/{sheet.pk}/entry", form)
    assert again.status_code == 409
    assert said("auditing.own-work") in text_of(again)
    for name in desk.people:
        for where in (
            f"/audits/forms/{sheet.pk}",
            f"/audits/forms/{sheet.pk}/entry",
            "/audits",
            "/audits/counts.csv",
            "/trail",
        ):
            seen = text_of(desk.browser(name).get(where)).replace(",", "").replace("\u202f", "")
            assert "98765" not in seen, (name, where)
    assert "98765" not in Act.objects.get(kind="audit-enter").data


def test_those_who_differ_are_settled_by_a_supervisor_who_did_neither(desk):
    sheet = sheets()[0]
    form = desk.reported(sheet.statement.station.code)
    assert twice(desk, sheet, form, form | {"f.votes.2": "33333"}).state == State.DIFFERING
    supervisor, where = desk.browser("supervisor"), f"/audits/forms/{sheet.pk}"
    page = text_of(supervisor.get(where))
    assert page.count('class="differs"') == 1
    assert "33,333" in page
    for name in ("one", "agent", "observer", "administrator", "verifier", "commissioner"):
        assert "33,333" not in text_of(desk.browser(name).get(where)), name
    for form_sent, key in (
        ({"act": "settle", "chosen": "2", "reason": " "}, "work.reason-needed"),
        ({"act": "settle", "chosen": "7", "reason": "x"}, "auditing.choose"),
        ({"act": "settle", "reason": "x"}, "auditing.choose"),
        ({"act": "reopen", "reason": "x"}, "auditing.not-in-this-state"),
        ({"act": "burn", "reason": "x"}, "auditing.not-in-this-state"),
    ):
        answer = supervisor.post(f"{where}/decide", form_sent)
        assert (answer.status_code, said(key) in text_of(answer)) == (409, True), form_sent
    assert desk.browser("verifier").post(f"{where}/decide", {"act": "settle", "chosen": "1", "reason": "x"}).status_code == 409
    assert supervisor.post(f"{where}/decide", {"act": "settle", "chosen": "2", "reason": "<b>seen</b>"}).status_code == 302
    taken = Taken.objects.get()
    assert json.loads(taken.counts)["votes"]["2"] == 33333
    assert taken.entry.number == 3
    assert "33,333" in text_of(desk.browser("observer").get(where))


def test_a_supervisor_who_entered_it_as_a_clerk_does_not_settle_it(desk):
    sheet = sheets()[0]
    form = desk.reported(sheet.statement.station.code)
    twice(desk, sheet, form, form | {"f.votes.2": "1"})
    with transaction.atomic(), aside():
        desk.people["one"].role = "supervisor"
        desk.people["one"].save()
    page = desk.browser("one").get(f"/audits/forms/{sheet.pk}")
    assert said("auditing.own-work") in text_of(page)
    for do in (lambda: entering.settle(sheet.pk, 1, "mine", by=desk.people["one"]),
               lambda: entering.send_back(sheet.pk, "mine", by=desk.people["one"])):  # fmt: skip
        with pytest.raises(Refused, match="own-work"):
            do()


def test_sent_back_it_is_entered_by_two_again(desk):
    sheet = sheets()[0]
    form = desk.reported(sheet.statement.station.code)
    twice(desk, sheet, form, form | {"f.lost": ""} | {"f.votes.2": "1"})
    where = f"/audits/forms/{sheet.pk}/decide"
    assert desk.browser("supervisor").post(where, {"act": "send-back", "reason": "illegible"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.state, sheet.attempt, sheet.version) == (State.OUT, 2, 1)
    assert twice(desk, sheet, form).state == State.TAKEN
    assert SheetEntry.objects.filter(sheet=sheet).count() == 4


def test_lost_is_an_answer_and_not_beside_figures(desk):
    sheet = sheets()[0]
    form = desk.reported(sheet.statement.station.code)
    answer = entered(desk, "one", sheet, form | {"f.lost": "1"})
    assert (answer.status_code, said("auditing.lost-and-counted") in text_of(answer)) == (422, True)
    assert 'name="f.lost" value="1" checked' in text_of(answer)
    assert twice(desk, sheet, {"f.lost": "1"}).state == State.TAKEN
    assert exported(desk).splitlines()[1].startswith(f"{sheet.code},invalid,,,lost,,")
    assert text_of(desk.browser("agent").get(f"/audits/forms/{sheet.pk}")).count(said("audit-kind.missing")) == 4


def test_fields_that_cannot_be_read_are_marked_and_nothing_happens(desk):
    sheet = sheets()[0]
    answer = entered(desk, "one", sheet, {"f.votes.1": "12x", "f.votes.2": "9" * 15, "f.votes.3": "", "f.invalid": "<b>"})
    page = text_of(answer)
    assert answer.status_code == 422
    for key in ("work.not-a-number", "work.too-large", "auditing.write-zero"):
        assert said(key) in page
    assert '<b>"' not in answer.content.decode()
    assert Sheet.objects.get(pk=sheet.pk).state == State.OUT
    assert not SheetEntry.objects.exists()


def test_a_draft_is_found_again_by_its_writer_alone(desk):
    sheet = sheets()[0]
    one, two = desk.browser("one"), desk.browser("two")
    where = f"/audits/forms/{sheet.pk}"
    assert "good" in text_of(one.post(f"{where}/draft", {"f.votes.1": "១៧"}))
    assert 'value="១៧"' in text_of(one.get(f"{where}/entry"))
    assert 'value="១៧"' not in text_of(two.get(f"{where}/entry"))
    for bad in ({"f.nothing": "1"}, {"f.votes.1": "1" * 40}, {"f.votes.1": "a\0b"}):
        assert "bad" in text_of(one.post(f"{where}/draft", bad))
    assert twice(desk, sheet, desk.reported(sheet.statement.station.code)).state == State.TAKEN
    assert desk.browser("three").get(f"{where}/entry").status_code == 409
    assert Act.objects.filter(kind__startswith="audit-").count() == 3


def test_a_form_is_found_by_its_code_or_its_station(desk):
    sheet = sheets()[0]
    one, station = desk.browser("one"), sheet.statement.station.code
    where = f"/audits/forms/{sheet.pk}/entry"
    for code in (sheet.code, f" {sheet.code}\n", station, f"{station}/01", station.translate(KHMER)):
        assert one.post("/audits/find", {"code": code}).headers["Location"] == where, code
    assert desk.browser("supervisor").post("/audits/find", {"code": station}).headers["Location"] == f"/audits/forms/{sheet.pk}"
    other = next(f"01{n:04}" for n in range(40) if f"01{n:04}" not in {each.statement.station.code for each in sheets()})
    for code, key in (
        ("", "auditing.not-a-code"),
        ("nowhere", "auditing.not-a-code"),
        (other, "auditing.not-a-code"),
        ("\0<script>", "auditing.not-a-code"),
        (sheet.code.replace("draw=", "draw=1"), "auditing.misread"),
    ):
        answer = one.post("/audits/find", {"code": code})
        assert (answer.status_code, said(key) in text_of(answer)) == (422, True), code
        assert "<script>" not in answer.content.decode().replace("<script src", "")
    foreign = str(FormCode("f" * 16, "01", station, 1))
    answer = one.post("/audits/find", {"code": foreign})
    assert said("auditing.not-open-here", station=station, contest="01") in text_of(answer)


def test_another_area_sees_nothing_of_it(desk):
    sheet, browser = sheets()[0], desk.browser("elsewhere")
    assert said("auditing.none-open") in text_of(browser.get("/audits"))
    for where in ("", "/entry"):
        assert browser.get(f"/audits/forms/{sheet.pk}{where}").status_code == 404
    assert browser.post("/audits/find", {"code": sheet.code}).status_code == 422
    with pytest.raises(Refused, match="not-your-area"):
        entering.enter(sheet.pk, {}, by=desk.people["elsewhere"])


def test_no_reported_figure_stands_anywhere_until_the_count_is_taken(desk):
    """The accepted statement stands beside the count as soon as it is taken, and no more while it is entered again."""
    sheet = sheets()[0]
    station = sheet.statement.station
    reported = {
        name.removeprefix("f.votes."): int(number) for name, number in desk.reported(station.code).items() if "votes" in name
    }
    valid = sum(reported.values())
    figures = {"registered": valid + 60, "voters": valid + 4, "ballots": valid + 4, "blank": None, "null": 4, "valid": valid}
    reading = elections.Reading(figures, reported)
    elections.work.receive(sheet.statement_id, "S1", by=desk.people["one"])
    for name in ("one", "two"):
        elections.work.begin(sheet.statement_id, by=desk.people[name])
        elections.work.finish(sheet.statement_id, reading, by=desk.people[name], confirmed=elections.CONFIRMED)
    assert sheet.statement.accepted.count() == 1
    cell = f'<td class="n">{reported["1"]}</td>'

    def shown(name):
        return [cell in text_of(desk.browser(name).get(f"/audits/forms/{sheet.pk}{more}")) for more in ("", "/entry")]

    form = {f"f.votes.{code}": str(number + 1000) for code, number in reported.items()} | {"f.invalid": "4"}
    assert not any(any(shown(name)) for name in desk.people)
    entered(desk, "one", sheet, form)
    assert not any(any(shown(name)) for name in desk.people)
    entered(desk, "two", sheet, form)
    assert {name for name in desk.people if shown(name)[0]} == {
        *("administrator", "supervisor", "verifier", "commissioner", "agent", "observer")
    }
    page = text_of(desk.browser("observer").get(f"/audits/forms/{sheet.pk}"))
    assert page.count('class="differs"') == 3, "the papers for nobody are as accepted"
    entering.reopen(sheet.pk, "recounted", by=desk.people["verifier"])
    assert not any(any(shown(name)) for name in desk.people)
    assert said("auditing.stands-until") in text_of(desk.browser("observer").get(f"/audits/forms/{sheet.pk}"))


def test_the_list_says_what_is_out_by_round_area_and_state(desk):
    there = sheets()
    twice(desk, there[0], desk.reported(there[0].statement.station.code))
    observer = desk.browser("observer")
    page = text_of(observer.get("/audits"))
    assert all(sheet.statement.station.code in page for sheet in there)
    entered(desk, "one", there[1], desk.reported(there[1].statement.station.code))
    to_enter = {name: text_of(desk.browser(name).get("/audits")).count('/entry"') for name in ("one", "two", "observer")}
    assert to_enter == {"one": 4, "two": 5, "observer": 0}, "what is own work is not offered"
    observer = desk.browser("observer")
    out = text_of(observer.get("/audits?state=out"))
    assert f"/audits/forms/{there[0].pk}" not in out
    assert out.count('href="/audits/forms/') == 4
    assert text_of(observer.get("/audits?search=" + there[1].statement.station.code)).count('href="/audits/forms/') == 1
    verifier = desk.browser("verifier")
    for asked in (
        "",
        "?round=1",
        "?area=9999999",
        "?round=x&state=x&page=x&search=%00&done=9&area=x",
        f"?area={there[0].statement.station.area_id}",
    ):
        assert verifier.get(f"/audits{asked}").status_code == 200, asked
    assert "One" in text_of(verifier.get("/audits"))
    assert there[0].round.head in page
