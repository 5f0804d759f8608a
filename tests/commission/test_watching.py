"""The pages of watching: who sees what, what they say, and that they are cheap to look at again."""

import json
import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from tests.commission import tiny
from tests.commission.conftest import signed_in
from tests.commission.elections import GOOD, IN_ERROR, ODD, OTHER, once, reading, received, twice
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.setup.models import Area, Contest, Election, Option, Station
from suffrage.commission.statements import deciding
from suffrage.commission.statements.models import Entry, Statement
from suffrage.commission.trail.models import Act
from suffrage.commission.watching import pages, rates, results, seats
from suffrage.commission.watching.models import EarlierArea, Tally
from suffrage.commission.watching.scope import scope_of
from suffrage.commission.watching.tally import bring_up
from suffrage.words import LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    """What was done shows at the next look, and nothing is kept from another test."""
    pages._kept.clear()
    seats._searched.clear()
    monkeypatch.setattr(seats, "EVERY", 0.0)
    monkeypatch.setattr(seats, "BUDGET", 60.0)
    monkeypatch.setattr("suffrage.commission.watching.scope.look", bring_up)


def rows_of(answer, table="areas"):
    """The texts of the cells of a table by its id."""
    part = re.search(rf'id="{table}".*?</table>', text_of(answer), re.DOTALL).group()
    plain = [re.sub(r"<[^>]*>", " ", cell) for cell in re.findall(r"<tr.*?</tr>", part, re.DOTALL)]
    return [" ".join(cell.split()) for cell in plain]


def seen_in(answer):
    """What a reader sees of a page: nothing of addresses and of the page's version, where any figures may stand by chance."""
    return re.sub(r"<[^>]*>", " ", text_of(answer))


def figures_of(answer):
    """The whole numbers that a reader sees."""
    return set(re.findall(r"\d+", seen_in(answer)))


def test_progress_by_area_and_state(people, client_of):
    twice("01-1", people)
    twice("02-1", people, second=OTHER)
    once("02-2", people)
    country = client_of(Role.OBSERVER, None).get("/watch/progress")
    assert rows_of(country)[1:] == [
        "Banteay Meanchey 50.00% 1 0 0 1 2",
        "Battambang 0.00% 0 1 1 0 2",
    ]
    assert "25.00%" in text_of(country)
    province = client_of(Role.OBSERVER, None).get("/watch/progress", {"area": "02"})
    assert "02-1" in seen_in(province)
    assert "01-1" not in seen_in(province)


def test_everybody_sees_their_own_area_only(people, client_of):
    twice("02-1", people)
    for role in Role:
        own = client_of(role, "01")
        assert "02-1" not in seen_in(own.get("/watch/progress"))
        for where in ("02", "KH", "nowhere"):
            assert own.get("/watch/progress", {"area": where}).status_code == 404
        if role is not Role.CLERK:
            for name in pages.ROLES:
                assert own.get(reverse(f"watch-{name}"), {"area": "02"}).status_code == 404
                assert own.get(reverse(f"watch-{name}-part"), {"area": "02"}).status_code == 404
                assert "150" not in figures_of(own.get(reverse(f"watch-{name}"))), (role, name)


def test_a_clerk_learns_of_no_sum_and_of_no_finding(people, client_of):
    twice("01-1", people)
    clerk = client_of(Role.CLERK, "01")
    page = clerk.get("/watch/progress")
    assert "/watch/results" not in text_of(page)
    assert "150" not in figures_of(page)
    assert "150" in figures_of(client_of(Role.VERIFIER, "01").get("/watch/results"))
    for name in set(pages.ROLES) - {"progress"}:
        assert clerk.get(reverse(f"watch-{name}")).status_code == 403


def test_what_the_first_entry_contained_is_told_to_nobody_before_the_second(people, client_of):
    once("01-1", people, IN_ERROR)
    page = seen_in(client_of(Role.SUPERVISOR, "01").get("/watch/findings"))
    assert "found nothing" in page
    assert "01-1" not in page


def test_findings_the_gravest_first_with_links(people, client_of):
    twice("01-1", people, IN_ERROR, IN_ERROR)
    odd = twice("01-2", people, ODD, ODD)
    browser = client_of(Role.VERIFIER, "01")
    page = browser.get("/watch/findings")
    assert [line.rpartition(" ")[0] for line in rows_of(page, "checks")[1:]] == [
        "Votes add up to valid error",
        "Not all for one option warning",
    ]
    assert "01-1" in text_of(page)
    asked = browser.get("/watch/findings", {"code": "one-sided"})
    assert reverse("statement", args=[odd.pk]) in text_of(asked)
    assert browser.get("/watch/findings", {"code": "<script>"}).status_code == 200
    deciding.release(odd.pk, "looked at", by=people[Role.VERIFIER, "01"])
    assert "one-sided" in text_of(browser.get("/watch/findings"))  # it counts, and is still odd
    deciding.propose(odd.pk, "recount", by=people[Role.SUPERVISOR, "01"])
    deciding.approve(odd.pk, "yes", by=people[Role.VERIFIER, None])
    assert "one-sided" not in text_of(browser.get("/watch/findings"))


def test_late_is_what_has_not_come_after_the_polls_closed(people, client_of):
    received("01-1", people)
    browser = client_of(Role.SUPERVISOR, None)
    assert "3 of 4 statements are late" in text_of(browser.get("/watch/late"))
    Election.objects.update(day=datetime.now(UTC).date() + timedelta(days=1))
    bring_up(Election.objects.get())
    pages._kept.clear()
    page = text_of(browser.get("/watch/late"))
    assert "3 of 4 statements are awaited; they are not late yet" in page


def test_held_long_and_waiting_longest(people, client_of):
    from suffrage.commission.statements import work

    held = received("01-2", people)
    work.begin(held.pk, by=people[Role.CLERK, "01"])
    differing = twice("01-1", people, second=OTHER)
    browser = client_of(Role.SUPERVISOR, "01")
    page = browser.get("/watch/late")
    assert 'id="held"' not in text_of(page)
    assert rows_of(page, "waiting")[1].startswith("01-1 Banteay Meanchey Entries differ 0 h 0 min")
    Statement.objects.filter(pk=held.pk).update(changed=datetime.now(UTC) - timedelta(hours=3))
    Statement.objects.filter(pk=differing.pk).update(changed=datetime.now(UTC) - timedelta(hours=50))
    pages._kept.clear()
    page = browser.get("/watch/late")
    assert "01-2 Banteay Meanchey In first entry 3 h 0 min" in rows_of(page, "held")[1]
    assert "2 d 2 h" in rows_of(page, "waiting")[1]
    assert people[Role.CLERK, "01"].full_name not in text_of(page)


def test_how_often_work_is_done_again_by_area_and_hour_and_never_by_person(people, client_of):
    twice("01-1", people)
    differing = twice("01-2", people, second=OTHER)
    deciding.send_back(differing.pk, "look again", by=people[Role.SUPERVISOR, "01"])
    twice("02-1", people, IN_ERROR, IN_ERROR)
    page = client_of(Role.OBSERVER, None).get("/watch/rates")
    whole, first, second = rows_of(page)[1:]
    assert whole == "Cambodia 3 33.33% (1) 33.33% (1) 0.00% (0) 33.33% (1) 0.00% (0)"
    assert first == "Banteay Meanchey 2 50.00% (1) 0.00% (0) 0.00% (0) 50.00% (1) 0.00% (0)"
    assert second == "Battambang 1 0.00% (0) 100.00% (1) 0.00% (0) 0.00% (0) — (0)"
    assert len(rows_of(page, "hours")) in (2, 3)
    for person in people.values():
        if person.role != Role.OBSERVER:
            assert person.full_name not in text_of(page)
            assert person.username not in text_of(page)


def test_the_rates_are_shares_of_what_they_say():
    done = rates.line(None, {"agree": 6, "differ": 2, "err": 1, "stand-out": 1, "release": 1, "approve": 1}, "en")
    assert (done.entered, done.counted) == (10, 7)
    assert done.rates == ((2, "20.00%"), (1, "10.00%"), (1, "10.00%"), (0, "0.00%"), (1, "14.29%"))


def test_totals_turnout_and_seats_so_far(people, client_of):
    twice("01-1", people)
    twice("01-2", people, *[reading(200, 150, 40, 10)] * 2)
    page = text_of(client_of(Role.COMMISSIONER, "01").get("/watch/results"))
    assert "Preliminary" in page
    votes = [
        " ".join(re.sub(r"<[^>]*>", " ", row).split())
        for row in re.findall(r"<tr>.*?</tr>", re.search(r'id="votes-1".*?</table>', page, re.DOTALL).group(), re.DOTALL)
    ]
    assert votes == ["Party A 50.00% 250", "Party B 38.00% 190", "Party C 12.00% 60"]
    assert "51.00%" in page  # 510 voters of 1,000
    assert "3 seats by the votes of 1 of 1 contests, 1 of them counted in full." in page


def test_seats_so_far_are_the_law_s_by_the_tally(people, election):
    twice("01-1", people)
    twice("02-1", people, *[reading(300, 290, 5, 5)] * 2)
    bring_up(election)
    found = seats.seats_so_far(scope_of(people[Role.OBSERVER, None], ""))
    assert (found.contests, found.begun, found.whole, found.pending) == (2, 2, 0, 0)
    assert dict(found.parties) == {"A": 4, "B": 2}  # 1 A and 2 B … of 100, 150, 50; and 3 A
    assert found.current
    closest = {(close.contest.code, close.keeps): close for close in found.close}
    assert all(close.out == 500 for close in found.close)
    assert min(close.votes for close in closest.values()) == found.close[0].votes


def test_a_search_without_time_says_so_and_goes_on_at_the_next_look(people, election, monkeypatch):
    twice("01-1", people)
    bring_up(election)
    monkeypatch.setattr(seats, "BUDGET", -1.0)
    scope = scope_of(people[Role.OBSERVER, None], "")
    assert not seats.seats_so_far(scope).searched
    monkeypatch.setattr(seats, "BUDGET", 60.0)
    found = seats.seats_so_far(scope)
    assert found.searched
    assert found.close


def test_a_law_that_is_not_known_gives_no_seats(people, client_of, election):
    twice("01-1", people)
    Election.objects.update(toml=election.toml.replace('code = "kh.national-assembly"', 'code = "xx.nothing"'))
    assert "law is not known" in text_of(client_of(Role.COMMISSIONER, "01").get("/watch/results"))


def test_a_figure_that_one_statement_lacks_is_not_told(people, election, client_of):
    twice("01-1", people)
    lacks = twice("01-2", people, *[reading(registered=None)] * 2)
    deciding.settle(lacks.pk, 1, "it is not on the paper", by=people[Role.SUPERVISOR, "01"])
    page = text_of(client_of(Role.COMMISSIONER, "01").get("/watch/results"))
    assert "Registered on the list" not in page
    assert re.search(r"Turnout <strong>—</strong>", page)


def test_turnout_beside_the_neighbours_and_the_last_election(people, client_of, election):
    twice("01-1", people)  # 305 of 500
    twice("02-1", people, *[reading(400, 200, 150, 50)] * 2)  # 405 of 500
    browser = client_of(Role.OBSERVER, None)
    page = browser.get("/watch/turnout")
    assert "No earlier election" in text_of(page)
    assert rows_of(page)[1:] == ["Banteay Meanchey 61.00% −10 points 1 of 2", "Battambang 81.00% +10 points 1 of 2"]
    for code, voters in (("01", 630), ("02", 835)):
        EarlierArea.objects.create(election=election, title="kh-2018", code=code, registered=1000, voters=voters)
    pages._kept.clear()
    page = browser.get("/watch/turnout")
    assert "kh-2018" in text_of(page)
    assert rows_of(page)[1:] == [
        "Banteay Meanchey 61.00% −10 points 63.00% −2 points 1 of 2",
        "Battambang 81.00% +10 points 83.50% −2.5 points 1 of 2",
    ]


def test_the_last_election_is_given_by_an_administrator_of_the_country(people, client_of, election, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    files = {
        "election.toml": 'election_id = "kh-before"\ndate = 2018-07-29\n[law]\ncode = "kh.national-assembly"\ndate = 2018-07-29\n'
        '[form]\nfigures = ["registered", "voters", "ballots", "null", "valid"]\nblank_apart = false\n',
        "areas.csv": "area_id,parent_id,level\nKH,,country\n01,KH,province\n",
        "contests.csv": "contest_id,area_id,round,seats\n01,01,1,3\n",
        "options.csv": "contest_id,option_id,ballot_number,party_id\n01,A,1,A\n",
        "stations.csv": "station_id,area_id,registered\ns1,01,100\n",
        "statements.csv": "station_id,contest_id,version,registered,voters,ballots,blank,null,valid\ns1,01,1,100,60,60,,0,60\n",
        "votes.csv": "station_id,contest_id,version,option_id,votes\ns1,01,1,A,60\n",
    }

    def send(browser, **changed):
        given = [SimpleUploadedFile(name, text.encode()) for name, text in (files | changed).items() if text]
        return browser.post("/watch/earlier", {"files": given})

    assert send(client_of(Role.ADMINISTRATOR, "01")).status_code == 422
    country = client_of(Role.ADMINISTRATOR, None)
    assert country.get("/watch/earlier").status_code == 200
    broken = send(country, **{"votes.csv": "station_id,contest_id\n"})
    assert broken.status_code == 422
    assert "cannot be counted" in text_of(broken)
    heads = {name: files[name].partition("\n")[0] + "\n" for name in ("statements.csv", "votes.csv")}
    assert "no statements" in text_of(send(country, **heads))
    assert "secrets.csv" in text_of(send(country, **{"secrets.csv": "a"}))
    assert country.post("/watch/earlier").status_code == 422
    assert not EarlierArea.objects.exists()
    assert send(country).status_code == 302
    assert set(EarlierArea.objects.values_list("title", "code", "registered", "voters")) == {
        ("kh-before", "KH", 100, 60),
        ("kh-before", "01", 100, 60),
    }
    assert json.loads(Act.objects.get(kind="earlier-given").data)["areas"] == 2
    send(country)
    assert EarlierArea.objects.count() == 2
    assert "60.00%" in text_of(country.get("/watch/turnout"))


def again_of(answer):
    """The address that a page asks for by itself."""
    return re.search(r'hx-get="([^"]+)"', text_of(answer)).group(1)


@pytest.mark.parametrize("name", list(pages.ROLES))
def test_a_part_comes_only_if_something_has_changed(name, people, client_of):
    twice("01-1", people)
    browser = client_of(Role.OBSERVER, None)
    page = browser.get(reverse(f"watch-{name}"))
    assert page.headers["Cache-Control"] == "no-store"
    again = again_of(page)
    assert browser.get(again).status_code == 204
    assert browser.get(again).content == b""
    twice("02-1", people)
    changed = browser.get(again)
    assert changed.status_code == 200
    assert text_of(changed).strip().startswith('<section id="watch"')
    assert browser.get(again_of(changed)).status_code == 204


def test_what_was_made_once_is_not_made_again(people, client_of, monkeypatch):
    twice("01-1", people)
    one, other = client_of(Role.OBSERVER, None), client_of(Role.COMMISSIONER, None)
    one.get("/watch/results")

    def never(*_):
        raise AssertionError("it was made already")

    monkeypatch.setitem(pages.PAGES, "results", never)
    assert other.get("/watch/results").status_code == 200
    with pytest.raises(AssertionError):
        client_of(Role.COMMISSIONER, "01").get("/watch/results")


@pytest.mark.parametrize("name", list(pages.ROLES))
def test_a_part_does_not_keep_a_session_alive(name, people, client_of, monkeypatch):
    browser = client_of(Role.OBSERVER, None)
    begun = time.time()
    monkeypatch.setattr(time, "time", lambda: begun + settings.IDLE_SECONDS / 2)
    assert browser.get(reverse(f"watch-{name}-part")).status_code == 200
    monkeypatch.setattr(time, "time", lambda: begun + settings.IDLE_SECONDS + 2)
    ended = browser.get(reverse(f"watch-{name}-part"), headers={"HX-Request": "true"})
    assert (ended.status_code, ended.headers["HX-Redirect"].split("?")[0]) == (204, "/sign-in")


def test_looking_at_a_page_keeps_a_session_alive(people, client_of, monkeypatch):
    browser = client_of(Role.OBSERVER, None)
    begun = time.time()
    for minutes in (10, 20, 30):
        monkeypatch.setattr(time, "time", lambda at=begun + minutes * 60: at)
        assert browser.get("/watch/progress").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(language, people, client_of):
    twice("01-1", people)
    twice("02-1", people, ODD, ODD)
    browser = client_of(Role.ADMINISTRATOR, None)
    browser.cookies["language"] = language
    for name in pages.ROLES:
        for area in ("KH", "01"):
            answer = browser.get(reverse(f"watch-{name}"), {"area": area})
            assert answer.status_code == 200
            if language == "km":
                part = re.search(r'<section id="watch".*</section>', text_of(answer), re.DOTALL).group()
                plain = re.sub(r"<[^>]*>", " ", part)
                assert not re.search(r"(?<![\w-])[0-9]+(?![\w-])", plain), plain


def test_an_area_s_name_is_text(people, client_of, election):
    name = "<script>alert(1)</script>"
    Area.objects.filter(code="01").update(name_en=name)
    Option.objects.filter(code="A").update(name_en=name)
    Contest.objects.filter(code="01").update(name_en=name)
    twice("01-1", people)
    for page in pages.ROLES:
        answer = client_of(Role.OBSERVER, None).get(reverse(f"watch-{page}"))
        assert "<script>alert" not in answer.content.decode()


def test_many_areas_stand_on_several_pages(people, client_of, election):
    country = Area.objects.get(code="KH")
    for number in range(100):
        Area.objects.create(
            election=election, code=f"9{number:03d}", parent=country, level="province", path=f"KH/9{number:03d}/"
        )
    browser = client_of(Role.OBSERVER, None)
    first, second = (rows_of(browser.get("/watch/progress", {"page": page})) for page in ("1", "2"))
    assert len(first) == 61
    assert len(second) == 43
    assert rows_of(browser.get("/watch/progress", {"page": "99999"})) == second
    assert rows_of(browser.get("/watch/progress", {"page": "x"})) == first


def test_an_election_of_several_countries_or_none_at_the_top(people, client_of, election):
    other = Area.objects.create(election=election, code="XX", level="country", path="XX/")
    station = Station.objects.create(election=election, code="XX-1", area=other, registered=10)
    Statement.objects.create(station=station, contest=Contest.objects.create(election=election, code="XX", area=other, round=1))
    browser = client_of(Role.OBSERVER, None)
    for name in pages.ROLES:
        assert browser.get(reverse(f"watch-{name}")).status_code == 200
    assert [line.split()[0] for line in rows_of(browser.get("/watch/progress"))[1:]] == ["Cambodia", "XX"]


def test_before_the_first_election(db):
    browser = signed_in(tiny.person(Role.ADMINISTRATOR, None))
    for name in pages.ROLES:
        assert "No election is set up" in text_of(browser.get(reverse(f"watch-{name}")))
        assert browser.get(reverse(f"watch-{name}-part")).status_code == 404


def test_a_second_round_is_summed_apart(people, election, client_of):
    area = Area.objects.get(code="01")
    second = Contest.objects.create(election=election, code="01-r2", area=area, round=2, seats=3)
    for place, code in enumerate("AB", start=1):
        Option.objects.create(contest=second, code=code, place=place, party=code, name_en=code)
    for station in Station.objects.filter(area=area):
        Statement.objects.create(station=station, contest=second)
    twice("01-1", people)
    bring_up(election)
    found = results.results(scope_of(people[Role.OBSERVER, None], ""), "en")["results"]
    assert [(result.title, result.counted, result.statements) for result in found] == [("Round 1", 1, 4), ("Round 2", 0, 2)]


def test_the_tally_of_an_election_in_which_nothing_was_done(people, election, client_of):
    assert "nobody" not in text_of(client_of(Role.OBSERVER, None).get("/watch/results"))
    assert Tally.objects.get().changed == 0
    assert not Entry.objects.exists()
    assert GOOD.votes
