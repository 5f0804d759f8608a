"""A whole small election in real browsers, from an empty database on, in Khmer and in French.

Two stations of Kratie, three seats. In the first, the two clerks do not read the same, and a supervisor settles it. In the second,
both read a figure that is not on the paper; a party complains with its copy, the complaint is upheld, the statement is corrected.
Then two lists are equal for the last seat, and the lot decides.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect, sync_playwright
from tests.commission.office import Office, enter, receive, served

TOML = """election_id = "kratie"
date = 2023-07-23

[names]
name_km = "ការបោះឆ្នោតខេត្តក្រចេះ"
name_fr = "Élection à Kratie"
name_en = "Election in Kratie"

[law]
code = "kh.national-assembly"
date = 2023-07-23

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
    with served(tmp_path / "site") as (address, printed), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"])
        made = Office(browser, address, request.param)
        made.first_administrator(printed)
        yield made
        made.close()
        browser.close()


@pytest.mark.parametrize("office", ["km", "fr"], indirect=True)
def test_from_an_empty_database(office, tmp_path):
    set_up(office, tmp_path)
    count(office)
    complain(office, tmp_path)
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
    administrator.set_input_files("#files", sorted(files.iterdir()))
    administrator.click("main form button")
    administrator.check("input[value=real]")
    office.look("administrator")
    administrator.click("main form button")
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


def count(office):
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
