"""The public register of enterprises: imported from its file, brought up to date, and asked when a company is added."""

import json
import zipfile

import pytest
from click.testing import CliRunner, Result
from django.urls import reverse

from schakel.cli import main
from schakel.hub.connections.enterprise_lookup import find_enterprise
from schakel.hub.connections.kbo import import_extract
from schakel.hub.connections.models import Company, KboEnterprise, KboExtract
from schakel.hub.sales.models import Seller
from tests.hub.conftest import signed_in
from tests.hub.connections.company_import.sheets import imported, number_of, sheet
from tests.hub.connections.kbo.extracts import company, extract_file, name, of_names, seat

pytestmark = pytest.mark.django_db
ONE, TWO, THREE = (number_of(each) for each in (1, 2, 3))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "KboOpenData.zip"


def run(path, *words: str) -> Result:
    return CliRunner().invoke(main, ["kbo", "import", *words, str(path)])


def names() -> dict[str, str]:
    return dict(KboEnterprise.objects.values_list("number", "name"))


def test_names_and_seats_are_kept_in_the_languages_they_have(path):
    rows = {
        "enterprise.csv": [company(ONE)],
        "denomination.csv": [
            name(ONE, "La  Boulangerie", language="1"),
            name(ONE, "De Bakkerij"),
            name(ONE, "DB", kind="002"),
        ],
        "address.csv": [seat(ONE), seat(ONE, nl="Elders", kind="BAET")],
    }
    result = run(extract_file(path, rows=rows))
    assert result.stdout == "1 enterprises of 2026-11-01: 1 new, 0 changed, 0 gone\n"
    dutch, french = (find_enterprise(ONE, language=language) for language in ("nl", "fr"))
    assert (dutch.name, dutch.street, dutch.post_code, dutch.city) == ("De Bakkerij", "Veldstraat 1 A", "9000", "Gent")
    assert (french.name, french.street, french.city) == ("La Boulangerie", "Veldstraat 1 A", "Gand")
    assert find_enterprise(ONE, language="de").name == "De Bakkerij"


def test_what_is_no_enterprise_or_has_no_name_is_left_out(path):
    rows = {
        "enterprise.csv": [company(ONE), company(TWO)],
        "denomination.csv": [
            name(ONE, "A"),
            name("2000000339", "Shop"),
            name(THREE, "Not active"),
            name(TWO, "B", kind="004"),
        ],
        "address.csv": [seat(ONE, country="Nederland")],
    }
    run(extract_file(path, rows=rows))
    assert names() == {ONE: "A"}
    assert KboEnterprise.objects.get().city == ""


def test_a_newer_file_brings_it_up_to_date_and_writes_only_what_differs(path, monkeypatch):
    run(extract_file(path, rows=of_names({ONE: "A", TWO: "B"})))
    written = []
    write_all = import_extract.write_all
    monkeypatch.setattr(import_extract, "write_all", lambda rows: written.extend(rows) or write_all(rows))
    result = run(extract_file(path, rows=of_names({ONE: "A", THREE: "C"}), number=141, day="06-12-2026"))
    assert result.stdout == "2 enterprises of 2026-12-06: 1 new, 0 changed, 1 gone\n"
    assert [row.number for row in written] == [THREE]
    assert names() == {ONE: "A", THREE: "C"}


def test_who_only_moved_is_changed_too(path):
    rows = of_names({ONE: "A", TWO: "B"})
    run(extract_file(path, rows=rows))
    moved = rows | {"address.csv": [seat(ONE, nl="Aalst"), seat(TWO)]}
    result = run(extract_file(path, rows=moved, number=141, day="06-12-2026"))
    assert result.stdout == "2 enterprises of 2026-12-06: 0 new, 1 changed, 0 gone\n"
    assert find_enterprise(ONE, language="nl").city == "Aalst"


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_the_ends_of_batches_lose_nothing(path, monkeypatch, batch):
    monkeypatch.setattr(import_extract, "BATCH", batch)
    run(extract_file(path, rows=of_names({number_of(each): f"A{each}" for each in range(6)})))
    kept = {number_of(each): f"B{each}" for each in range(6) if each in (1, 3, 4)}
    run(extract_file(path, rows=of_names(kept), number=141))
    assert names() == kept


def test_it_is_in_any_order(path):
    rows = of_names({THREE: "C", ONE: "A", TWO: "B"})
    run(extract_file(path, rows=rows | {"address.csv": rows["address.csv"][::-1]}))
    assert names() == {ONE: "A", TWO: "B", THREE: "C"}
    assert not KboEnterprise.objects.filter(city="").exists()


def test_D12_cut_off_in_the_middle_it_is_run_again(path, monkeypatch):
    monkeypatch.setattr(import_extract, "BATCH", 1)
    extract_file(path, rows=of_names({ONE: "A", TWO: "B", THREE: "C"}))
    write_batch, calls = import_extract.write_batch, []

    def killed(*given, **more):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        write_batch(*given, **more)

    with monkeypatch.context() as context:
        context.setattr(import_extract, "write_batch", killed)
        assert run(path).exit_code != 0
    assert KboExtract.objects.get().ended_at is None
    assert json.loads(run(path, "--json").stdout) == {
        "extract": 140, "day": "2026-11-01", "enterprises": 3, "new": 2, "changed": 0, "gone": 0,
    }  # fmt: skip
    assert KboExtract.objects.get().ended_at


def test_an_older_file_is_refused(path):
    run(extract_file(path, rows=of_names({ONE: "A"}), number=141))
    result = run(extract_file(path, rows=of_names({ONE: "Old"}), number=140))
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2,
        "A newer file is here already: number 141 of 2026-11-01.",
    )
    assert names() == {ONE: "A"}


@pytest.mark.parametrize("shape", ["text", "update", "columns", "empty", "day", "cut"])
def test_what_is_no_full_file_is_refused_with_a_sentence_and_changes_nothing(path, shape):
    KboEnterprise.objects.create(number=ONE, name="A")
    rows = of_names({TWO: "B"})
    extract_file(
        path, rows=rows, kind="update" if shape == "update" else "full", day="x" if shape == "day" else "01-11-2026"
    )
    if shape == "text":
        path.write_bytes(b"no zip")
    if shape == "empty":
        extract_file(path, rows={})
    if shape == "columns":
        with zipfile.ZipFile(path, "w") as made:
            for part in ("meta.csv", "enterprise.csv", "denomination.csv", "address.csv"):
                made.writestr(part, "a,b\n1,2\n")
    if shape == "cut":
        path.write_bytes(path.read_bytes()[:200])
    result = run(path)
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.stderr
    assert names() == {ONE: "A"}


def test_a_sheet_without_names_gets_them_from_the_register(office, alice):
    KboEnterprise.objects.create(number=ONE, name="Bakkerij", in_others={"en": {"name": "Bakery"}})
    company_import = imported(office, sheet(f"{ONE};;", f"{TWO};;"), by=alice)
    assert company_import.counts() == {"added": 1, "faulty": 1}
    assert Company.objects.get().name == "Bakery"


def test_a_typed_name_counts_above_the_register(office, alice):
    KboEnterprise.objects.create(number=ONE, name="Bakkerij")
    imported(office, sheet(f"{ONE};Ann's;"), by=alice)
    assert Company.objects.get().name == "Ann's"


def test_a_company_is_added_by_its_number_alone(office, alice):
    KboEnterprise.objects.create(number=ONE, name="Bakkerij")
    given = {"office": office.pk, "number": ONE, "name": "", "language": "nl"}
    signed_in(alice).post("/connections/companies/new/", given)
    assert Company.objects.get().name == "Bakkerij"
    answer = signed_in(alice).post("/connections/companies/new/", given | {"number": TWO})
    assert answer.status_code == 422
    assert "Fill in the name" in answer.text


def test_the_invoice_settings_begin_with_the_address_of_the_register(alice, bakery):
    KboEnterprise.objects.create(
        number=bakery.enterprise_number, name="B", street="Veldstraat 1", post_code="9000", city="Gent"
    )
    where = reverse("sales:seller", args=[bakery.pk])
    assert 'value="Veldstraat 1"' in signed_in(alice).get(where).text
    Seller.objects.create(company=bakery, street="Own street 2")
    page = signed_in(alice).get(where).text
    assert 'value="Own street 2"' in page
    assert "Gent" not in page


def test_the_registration_begins_with_the_day_of_the_mandate(alice, bakery):
    Company.objects.filter(pk=bakery.pk).update(mandate_given_on="2026-01-31")
    page = signed_in(alice).get(reverse("network:registration", args=[bakery.pk])).text
    assert 'value="2026-01-31"' in page
