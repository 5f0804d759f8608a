"""A whole small election in real browsers, from an empty database to a signed record that verifies, in Khmer and in French.

Two stations of Kratie, three seats. In the first, the two clerks do not read the same, and a supervisor settles it. In the second,
both read a figure that is not on the paper; a party complains with its copy, the complaint is upheld, the statement is corrected.
Then two lists are equal for the last seat, and the lot decides. On SQLite, and where DATABASE_URL names a server, on PostgreSQL.
"""

import json
import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect, sync_playwright
from tests.commission.databases import ON_POSTGRESQL, own_database
from tests.commission.office import SOURCE, Office, enter, receive, served

from suffrage.record.locked import lock
from suffrage.record.notes import PrivateKey
from suffrage.record.verify import verify as verified

SECOND_VERIFIER = SOURCE.parent / "verifier" / "verify_record.py"
PASSPHRASE = "nine grey stones rest"

TOML = """election_id = "kratie"
date = 2024-05-26

[names]
name_km = "ការបោះឆ្នោតខេត្តក្រចេះ"
name_fr = "Élection à Kratie"
name_en = "Election in Kratie"

[law]
code = "kh.council"
date = 2024-05-26

[form]
figures = ["registered", "voters", "ballots", "null", "valid"]
blank_apart = false
"""
TABLES = {
    "areas": (
        "area_id,parent_id,level,name_km,name_fr,name_en\n"
        "KH,,country,កម្ពុជា,Cambodge,Cambodia\n10,KH,province,ក្រចេះ,Kratie,Kratie\n"
    ),
    "contests": "contest_id,area_id,round,seats,name_km,name_fr,name_en\n10,10,1,3,ក្រចេះ,Kratie,Kratie\n",
    "options": (
        "contest_id,option_id,ballot_number,party_id,name_km,name_fr,name_en\n"
        "10,1,1,A,គណបក្ស ក,Parti A,Party A\n10,2,2,B,គណបក្ស ខ,Parti B,Party B\n10,3,3,C,គណបក្ស គ,Parti C,Party C\n"
    ),
    "candidates": "contest_id,option_id,position,candidate_id,name\n"
    + "".join(f"10,{option},{place},{option}{place},សុខ {option}{place}\n" for option in (1, 2, 3) for place in (1, 2, 3)),
    "stations": "station_id,area_id,registered\n1001,10,200\n1002,10,200\n",
}
FIRST, SLIP = [200, 112, 112, 2, 110, 60, 40, 10], [200, 112, 112, 2, 110, 40, 60, 10]
WRONG, SECOND = [200, 113, 113, 3, 110, 50, 50, 10], [200, 113, 113, 3, 110, 40, 60, 10]
"""What the two papers say, in the order of the form; and what was typed instead."""


@pytest.fixture
def office(chromium, tmp_path, request):
    with ExitStack() as stack:
        around = {"DATABASE_URL": stack.enter_context(own_database("whole"))} if ON_POSTGRESQL else {}
        address, printed = stack.enter_context(served(tmp_path / "site", **around))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        made = Office(browser, address, request.param)
        made.first_administrator(printed)
        yield made
        made.close()
        browser.close()


@pytest.mark.parametrize("office", ["km", "fr"], indirect=True)
def test_from_an_empty_database_to_a_record_that_verifies(office, tmp_path):
    set_up(office, tmp_path)
    enter_both(office)
    complain(office, tmp_path)
    draw_lots(office)
    declare(office)
    public, record = publish(office, tmp_path)
    verify(public, record)
    assert office.said == []


def set_up(office, tmp_path):
    """The administrator sends the files, invites everybody, and begins the count."""
    files = tmp_path / "files"
    files.mkdir()
    (files / "election.toml").write_text(TOML, "utf-8")
    for name, text in TABLES.items():
        (files / f"{name}.csv").write_text(text, "utf-8")
    administrator = office.desks["administrator"]
    administrator.goto("/setup")
    administrator.click("form[action='/setup/drafts'] button")
    administrator.set_input_files("#files", sorted(files.iterdir()))
    administrator.click("button[name=on]")
    office.look("administrator")
    administrator.click("main p a.button >> nth=0")
    administrator.check("input[value=real]")
    office.look("administrator")
    administrator.locator("main form").first.locator("button").click()
    administrator.wait_for_url("**/confirm")
    administrator.locator("main form").first.locator("button").click()
    administrator.wait_for_url("**/setup")
    for name in ("clerk-a", "clerk-b"):
        office.join(name, "clerk", area="10")
    office.join("supervisor", "supervisor", area="10")
    for name in ("verifier-a", "verifier-b"):
        office.join(name, "verifier")
    for name in ("member-a", "member-b", "member-c"):
        office.join(name, "commissioner")
    office.join("agent", "agent", area="10", party="A")
    office.join("observer", "observer")
    administrator.goto("/setup")
    office.look("administrator")
    administrator.click("form[action='/setup/begin'] button")


def enter_both(office):
    """Both papers come and are entered: one with a difference, which is settled; one with the same mistake twice."""
    one, two, supervisor = (office.desks[name] for name in ("clerk-a", "clerk-b", "supervisor"))
    receive(one, "1001", "A0001")
    enter(one, FIRST)
    enter(two, SLIP)
    supervisor.goto("/statements?state=differing")
    supervisor.click("tbody a >> nth=0")
    office.look("supervisor")
    supervisor.check("input[name=chosen][value='1']")
    supervisor.fill("#reason", "១០០១: ក្រដាសសរសេរ ៦០ / le papier dit 60")
    supervisor.click("button[value=settle]")
    expect(supervisor.locator(".state").first).to_have_text(office.says("statement-state.accepted"))
    receive(one, "1002", "A0002")
    enter(one, WRONG)
    enter(two, WRONG)


def complain(office, tmp_path):
    """The agent's copy says something else: the complaint is heard, upheld by two members, and the statement entered anew."""
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(b"%PDF-1.7 the agent's copy\n%%EOF\n")
    agent, member, other = (office.desks[name] for name in ("agent", "member-a", "member-b"))
    agent.goto("/complaints/new")
    agent.fill("[name=where]", "1002")
    agent.fill("[name=grounds]", "ច្បាប់ចម្លងរបស់យើង៖ ក ៤០ ខ ៦០ / notre copie : A 40, B 60")
    agent.set_input_files("#evidence", copy)
    agent.click("main form button")
    agent.wait_for_url("**/complaints/*")
    office.look("agent")
    path = agent.url.removeprefix(office.address)
    begins = datetime.now(ZoneInfo("Asia/Phnom_Penh")) + timedelta(seconds=2)
    member.goto(path)
    member.eval_on_selector("[name=summon-when]", "field => field.step = 1")  # people set minutes; a test does not wait for one
    act(member, path, "summon", when=begins.strftime("%Y-%m-%dT%H:%M:%S"), place="ភ្នំពេញ / Phnom Penh")
    member.wait_for_function("begins => Date.now() > begins", arg=begins.timestamp() * 1000)
    open_all(member)
    member.check("[name=hear-sat] >> nth=0")
    act(member, path, "hear", minutes="បានស្ដាប់ភាគីទាំងពីរ / les deux parties entendues")
    open_all(member)
    member.select_option("[name=propose-outcome]", "upheld")
    member.select_option("[name=propose-remedy]", "correction")
    office.look("member-a")
    act(member, path, "propose", reasons="ច្បាប់ចម្លងស្របនឹងក្រដាស / la copie dit comme le papier")
    act(other, path, "confirm")
    act(office.desks["supervisor"], path, "carry-out")
    verifier = office.desks["verifier-a"]
    verifier.goto("/statements?state=recalled")
    verifier.click("tbody a >> nth=0")
    verifier.fill("#reason", "តាមសេចក្ដីសម្រេច / selon la décision")
    verifier.click("button[value=approve]")
    enter(office.desks["clerk-a"], SECOND)
    enter(office.desks["clerk-b"], SECOND)


def act(page, path, name, **fields):
    """One act on a complaint, by its form on the page, which is opened where it is not before the reader."""
    if not page.url.endswith(path):
        page.goto(path)
    open_all(page)
    for field, value in fields.items():
        page.fill(f"[name={name}-{field}]", value)
    with page.expect_navigation():
        page.click(f"button[value={name}]")
    expect(page.locator("[role=alert]")).to_have_count(0)


def open_all(page):
    """Unfold what the page folds."""
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")


def draw_lots(office):
    """The result is counted: two lists are equal for the third seat. Two members enter what was drawn, and it is counted again."""
    one, two = office.desks["member-a"], office.desks["member-b"]
    counted(one)
    one.click("tbody a[href^='/declaring/contests/']")
    office.look("member-a")
    path = one.url.removeprefix(office.address)
    for page in (one, two):
        page.goto(path)
        page.select_option("[name=drawn]", "2")
        for name, text in (("place", "ភ្នំពេញ"), ("hour", "៩:០០"), ("witnesses", "ភ្នាក់ងារ ក / agent A; observer")):
            page.fill(f"[name={name}]", text)
        with page.expect_navigation():
            page.locator("form", has=page.locator("[name=drawn]")).locator("button").click()
    counted(one)
    one.goto(path)
    office.look("member-a")
    expect(one.locator(".state").first).to_have_text(office.says("declaring.state-final"))


def declare(office):
    """One member puts the text to the vote; two are for it, one abstains; the result is declared."""
    one = office.desks["member-a"]
    one.goto("/declaring")
    one.fill("#text", "គណៈកម្មាធិការប្រកាសលទ្ធផល / La commission proclame les résultats.")
    one.click("form[action='/declaring/sitting'] button")
    for name, choice in (("member-a", "for"), ("member-b", "for"), ("member-c", "abstained")):
        page = office.desks[name]
        page.goto("/declaring")
        with page.expect_navigation():
            page.click(f"button[name=choice][value={choice}]")
    one.goto("/declaring")
    office.look("member-a")
    one.click("form[action$='/close'] button")
    expect(one.locator("main")).to_contain_text(office.says("declaring.declared"))


def publish(office, tmp_path):
    """The commission's key is made outside of the site and given with its passphrase; the record's key and folder."""
    key = PrivateKey.generate("nec.example/2024")
    locked = tmp_path / "nec.key"
    locked.write_text(lock(key, PASSPHRASE), "utf-8")
    member = office.desks["member-a"]
    member.goto("/publishing")
    member.set_input_files("#sign-key", locked)
    member.fill("#sign-passphrase", PASSPHRASE)
    office.look("member-a")
    member.click("form[action='/publishing/sign'] button")
    member.wait_for_selector("pre", timeout=120_000)
    expect(member.locator("[role=status]")).to_have_count(0, timeout=120_000)
    office.look("member-a")
    expect(member.locator("tbody .state").first).to_have_text(office.says("status.final"))
    return key.public(), Path(member.locator("dl code").first.inner_text())


def verify(public, record):
    """Both verifiers pass the record, which says that it is final, and who is elected."""
    found = verified(record, public)
    assert found.is_valid, found.failures
    command = [sys.executable, str(SECOND_VERIFIER), str(record), str(public)]
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert second.returncode == 0, second.stdout + second.stderr
    result = json.loads((record / "result.json").read_text("utf-8"))
    (contest,) = result["contests"]
    assert contest["outcome"]["seats"] == {"1": 1, "2": 2, "3": 0}
    assert contest["totals"]["votes"] == {"1": 100, "2": 100, "3": 20}


def counted(page):
    """A member has the election counted, and waits until it is."""
    page.goto("/declaring")
    page.click("form[action='/declaring/count'] button")
    expect(page.locator("[role=status]")).to_have_count(0, timeout=60_000)
