"""Open items for a spreadsheet. Row K01 of the threats."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from schakel.hub.web.spreadsheet import harmless
from tests.hub.conftest import signed_in


def of_csv(user, query: str = "") -> list[list[str]]:
    answer = signed_in(user).get(f"/payments/open-items{query}")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def of_xlsx(user):
    answer = signed_in(user).get("/payments/open-items?form=xlsx")
    return list(load_workbook(io.BytesIO(answer.content)).active.iter_rows())


def test_cells_are_typed(clara, held, bought):
    bought()
    bought(number="CN1", root="CreditNote")
    rows = {row[1].value: row for row in of_xlsx(clara)[1:]}
    invoice = rows["2026-1184"]
    assert (invoice[7].value, invoice[7].data_type) == (121, "n")
    assert invoice[4].value.date() == date(2026, 12, 20)
    assert (rows["CN1"][7].value, rows["CN1"][7].data_type) == (-121, "n")
    assert [row[7] for row in of_csv(clara)[1:] if row[1] == "CN1"] == ["-121.00"]


@pytest.mark.parametrize("number", ["=1+1", "+1", "-1", "@SUM(A1)", '"=1', ";=1"])
def test_K01_no_text_becomes_a_formula(clara, held, bought, number):
    bought(number=number)
    (cell,) = [row[1] for row in of_xlsx(clara)[1:]]
    assert (cell.value, cell.data_type) == (number, "s")
    (row,) = of_csv(clara)[1:]
    assert row[1] == harmless(number) != number


def test_the_filter_of_the_page_counts(clara, held, bought):
    bought(number="AAA")
    bought(number="BBB")
    assert [row[1] for row in of_csv(clara, "?q=AAA")[1:]] == ["AAA"]
    assert len(of_csv(clara, "?tab=overdue")) == 1


def test_G01_nothing_of_others_and_no_other_form(diane, other_office, bought):
    bought()
    assert len(of_csv(diane)) == 1
    assert signed_in(diane).get("/payments/open-items?form=exe").status_code == 404
