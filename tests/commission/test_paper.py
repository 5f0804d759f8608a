"""Printed forms: every station and contest has one, its code is read back from the page and receives the paper, and no other."""

import io
import re
import subprocess

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.commission import tiny
from tests.commission.elections import statement_of
from tests.commission.tiny import text_of

from suffrage.commission.accounts.roles import Role
from suffrage.commission.guards import aside
from suffrage.commission.paper import forms
from suffrage.commission.paper.models import PrintRun
from suffrage.commission.paper.serials import printed_for_another, serial_of
from suffrage.commission.refused import Refused
from suffrage.commission.setup.models import Area, Contest, Election, Option, Station
from suffrage.commission.statements import work
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.states import State
from suffrage.commission.trail.models import Act
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db
RECEIVE = "/statements/receive"


def made(election, area=None, language="en", by=None):
    """A printing, and the PDF of its first part."""
    run = forms.begin_printing(election, area, language, by=by)
    with forms.press(run) as press:
        return run, press.pdf(forms.part_of(run, 1))


def pages(pdf, tmp_path, *, dots=150):
    """The pages of a PDF as pictures."""
    (tmp_path / "forms.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(dots), "-png", "forms.pdf", "page"], cwd=tmp_path, check=True)  # noqa: S607
    return [Image.open(file) for file in sorted(tmp_path.glob("page*.png"))]


def text_in(pdf, tmp_path):
    (tmp_path / "forms.pdf").write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", "forms.pdf", "-"], cwd=tmp_path, check=True, capture_output=True)  # noqa: S607
    return done.stdout.decode()


def test_the_code_on_the_page_receives_the_paper(election, client_of, tmp_path):
    run, pdf = made(election, Area.objects.get(code="01"))
    browser = client_of("clerk", "01")
    codes = []
    for page in pages(pdf, tmp_path):
        (found,) = zxingcpp.read_barcodes(page)
        codes.append(found.text)
        # A reader that types: the first field, Tab, the second field. And one that fills the first field only.
        station, serial = found.text.split("\t")
        form = {"barcode": station, "serial": serial} if len(codes) == 1 else {"barcode": found.text, "serial": ""}
        assert browser.post(RECEIVE, form).status_code == 200
    assert codes == [f"{each.station.code}/{each.contest.code}\t{serial_of(run.pk, each.pk)}" for each in statements("01")]
    assert {each.state for each in statements("01")} == {State.RECEIVED}
    assert {each.serial for each in statements("01")} == {code.split("\t")[1] for code in codes}
    assert {each.state for each in statements("02")} == {State.AWAITED}


def statements(area):
    return list(Statement.objects.filter(station__area__code=area).select_related("station", "contest").order_by("pk"))


def test_a_number_printed_for_one_station_receives_no_other(election, people, client_of):
    run, _pdf = made(election)
    one, other = statements("01")
    answer = client_of("clerk").post(RECEIVE, {"barcode": other.station.code, "serial": serial_of(run.pk, one.pk)})
    assert answer.status_code == 422
    assert serial_of(run.pk, one.pk) in text_of(answer)
    assert statement_of("01-2").state == State.AWAITED
    work.receive(one.pk, serial_of(run.pk, one.pk), by=people[Role.CLERK, "01"])
    work.receive(other.pk, "from another printer 7", by=people[Role.CLERK, "01"])


@given(st.integers(1, 10**6), st.integers(1, 10**9), st.data())
def test_a_slip_of_one_digit_or_two_swapped_ones_is_no_serial_number_of_ours(run, statement, data):
    serial = serial_of(run, statement)
    digits = [place for place, each in enumerate(serial) if each.isdigit()]
    place = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != serial[place]]))
    wrong = serial[:place] + other + serial[place + 1 :]
    after = data.draw(st.sampled_from(digits[:-1]))
    swapped = serial[:after] + serial[after + 1] + serial[after] + serial[after + 2 :]
    for slip in {wrong, swapped} - {serial}:
        if re.fullmatch(r"[1-9]\d*-[1-9]\d*-\d\d", slip):
            head, middle, _check = slip.split("-")
            assert slip != serial_of(int(head), int(middle))


def test_numbers_of_other_printers_say_nothing(election):
    statement = statement_of("01-1")
    for serial in ("", "1", "S-01-1", "1-2-3", "01-2-03", serial_of(9, 999)):
        assert not printed_for_another(serial, statement)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_says_what_the_page_of_entry_asks_in_its_order(election, language, tmp_path):
    Option.objects.filter(code="B").update(name_km="គណបក្សសាកល្បង")
    _run, pdf = made(election, Area.objects.get(code="01"), language)
    said = text_in(pdf, tmp_path)
    (first, second) = said.split("\f")[:2]
    assert "01-1" in first
    assert "01-2" in second
    if language == "km":  # the letters of Khmer are not in the order of a plain text in a PDF
        return
    wanted = [messages(language)[f"form.{name}"] for name in ("registered", "voters", "ballots", "null", "valid")]
    wanted += ["Party A", "Party B", "Party C", messages(language)["paper.chair"]]
    places = [first.index(each) for each in wanted]
    assert places == sorted(places)
    assert messages(language)["form.blank"] not in first


def test_the_same_printing_has_the_same_bytes_and_another_has_other_numbers(election):
    run, pdf = made(election)
    with forms.press(PrintRun.objects.get()) as press:
        assert press.pdf(forms.part_of(run, 1)) == pdf
        first = [form["serial"] for form in press.data(forms.part_of(run, 1))["forms"]]
    again, _pdf = made(election)
    with forms.press(again) as press:
        second = [form["serial"] for form in press.data(forms.part_of(again, 1))["forms"]]
    assert len(set(first) | set(second)) == 2 * Statement.objects.count()


@pytest.mark.parametrize(("rehearsal", "generated"), [(True, False), (False, True), (True, True)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rehearsal_s_form_says_on_every_page_that_it_counts_for_nothing(rehearsal, generated, language, db, tmp_path):
    election = tiny.election(rehearsal=rehearsal, generated=generated)
    many(Contest.objects.get(code="01"))
    run, pdf = made(election, Area.objects.get(code="01"), language)
    with forms.press(run) as press:
        frame = press.data(forms.part_of(run, 1))
    marks = [
        messages(language)[f"commission.{key}-short"]
        for key in ("rehearsal", "generated")
        if {"rehearsal": rehearsal, "generated": generated}[key]
    ]
    assert frame["unreal"] == marks
    if language != "km":
        text = text_in(pdf, tmp_path).split("\f")[:-1]
        assert len(text) == 4
        for page in text:
            assert messages(language)["paper.not-real"] in page
            assert all(mark in page for mark in marks)


def many(contest, number=38):
    """As many lists as stood in the European election of 2024 in France."""
    for place in range(4, number + 1):
        Option.objects.create(
            contest=contest, code=str(place), place=place, ballot_number=place, name_fr=f"Liste {place}" + " longue" * 9
        )


def test_a_long_ballot_goes_on_with_its_station_and_number_on_each_page(election, tmp_path):
    many(Contest.objects.get(code="01"))
    run, pdf = made(election, Area.objects.get(code="01"))
    text = text_in(pdf, tmp_path).split("\f")[:-1]
    assert len(text) == 4
    for page, statement in zip(text, [each for each in statements("01") for _page in range(2)], strict=True):
        assert f"{statement.station.code}/{statement.contest.code}" in page
        assert serial_of(run.pk, statement.pk) in page
    assert "Liste 38" in text[1]
    assert messages("en")["paper.chair"] in text[1]
    assert messages("en")["paper.not-real"] not in text[0]


def test_names_are_text_and_never_markup(election, tmp_path):
    Station.objects.filter(code="01-1").update(name_en='#panic("x") $a$ *b* \\ <script>"')
    _run, pdf = made(election, Area.objects.get(code="01"))
    assert '#panic("x") $a$ *b* \\ <script>"' in text_in(pdf, tmp_path)


def test_who_prints_what(election, people):
    one, two = Area.objects.get(code="01"), Area.objects.get(code="02")
    for role in Role:
        may = role in (Role.ADMINISTRATOR, Role.SUPERVISOR)
        for area, reaches in ((one, True), (two, False), (None, False)):
            if may and reaches:
                forms.begin_printing(election, area, "km", by=people[role, "01"])
            else:
                with pytest.raises(Refused, match=r"paper\.not-your-area"):
                    forms.begin_printing(election, area, "km", by=people[role, "01"])
    forms.begin_printing(election, None, "km", by=people[Role.ADMINISTRATOR, None])
    assert Act.objects.filter(kind="forms-printed").count() == PrintRun.objects.count() == 3


def test_nothing_is_printed_for_a_declared_election_or_an_empty_area(election, people):
    empty = Area.objects.create(
        election=election, code="03", parent=Area.objects.get(code="KH"), level="province", path="KH/03/"
    )
    with pytest.raises(Refused, match=r"paper\.nothing"):
        forms.begin_printing(election, empty, "km", by=people[Role.ADMINISTRATOR, None])
    with aside():
        Election.objects.update(phase="declared")
    election.refresh_from_db()
    with pytest.raises(Refused, match=r"paper\.declared"):
        forms.begin_printing(election, None, "km", by=people[Role.ADMINISTRATOR, None])


def test_parts_hold_every_form_once(election, monkeypatch):
    monkeypatch.setattr(forms, "A_PART", 3)
    run = forms.begin_printing(election, None, "en", by=None)
    parts = list(forms.parts_of(run))
    assert [len(part.statements) for part in parts] == [3, 1]
    assert [each.pk for part in parts for each in part.statements] == list(
        Statement.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert (parts[0].first, parts[1].last) == ("01-1", "02-2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_pages(client_of, election, language):
    browser = client_of("supervisor", "01")
    browser.cookies["language"] = language
    assert messages(language)["paper.no-runs"] in text_of(browser.get("/forms"))
    where = browser.post("/forms", {"area": "", "language_of_forms": language}).headers["Location"]
    page = text_of(browser.get(where))
    assert "01-1" in page
    assert "02-1" not in page
    answer = browser.get(f"{where}/1.pdf")
    assert answer.content.startswith(b"%PDF")
    assert re.search(r'filename="forms-\d+-001\.pdf"', answer.headers["Content-Disposition"])
    assert browser.get(f"{where}/2.pdf").status_code == 404
    assert browser.get(f"{where}/0.pdf").status_code == 404
    assert client_of("supervisor", "02").get(where).status_code == 404
    assert where in text_of(client_of("administrator", "01").get("/forms"))


@pytest.mark.parametrize("area", ["02", "nowhere", "KH", "\0", "x" * 99])
def test_an_area_that_is_not_one_s_own_is_said_beside_the_field(client_of, area, election):
    answer = client_of("supervisor", "01").post("/forms", {"area": area, "language_of_forms": "km"})
    assert answer.status_code == 422
    assert not PrintRun.objects.exists()


def test_without_a_khmer_font_it_is_one_sentence(client_of, election, monkeypatch):
    from suffrage.model import BadInput

    def missing():
        raise BadInput("No Khmer font was found.")

    browser = client_of("supervisor", "01")
    where = browser.post("/forms", {"area": "", "language_of_forms": "en"}).headers["Location"]
    monkeypatch.setattr(forms, "khmer_font", missing)
    answer = browser.get(f"{where}/1.pdf")
    assert answer.status_code == 409
    assert "No Khmer font was found." in text_of(answer)


def test_the_code_can_be_read_where_a_corner_is_torn_away(election, tmp_path):
    drawn = Image.open(io.BytesIO(_png(forms.qr("0101/01\t3-21894-23"), tmp_path))).convert("L")
    size = drawn.width // 6
    drawn.paste(
        255,
        (drawn.width - size - drawn.width // 8, drawn.height // 2, drawn.width - drawn.width // 8, drawn.height // 2 + size),
    )
    (found,) = zxingcpp.read_barcodes(drawn)
    assert found.text == "0101/01\t3-21894-23"


def _png(svg, tmp_path):
    import typst

    (tmp_path / "code.svg").write_text(svg)
    (tmp_path / "code.typ").write_text('#set page(width: 60mm, height: 60mm, margin: 0mm)\n#image("code.svg", width: 60mm)')
    return typst.compile(str(tmp_path / "code.typ"), format="png", ppi=200.0)
