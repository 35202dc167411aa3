"""The fraud guard over the generated two years, and each warning by itself."""

from datetime import date
from decimal import Decimal

import pytest

from bench.bench_fraud import work_through
from bench.two_years import FRAUDS_OF_A_KIND, Fraud, two_years
from schakel.hub.documents.bills.guard import BillFacts, Known, Weight, alerts, are_alike

IBAN, OTHER, ABROAD = "BE71096123456769", "BE68539007547034", "LT121000011101001000"
NUMBER = "0407214017"
BILL = {
    "supplier": NUMBER,
    "name": "Mill Vermeiren",
    "vat": f"BE{NUMBER}",
    "participant": f"0208:{NUMBER}",
    "iban": IBAN,
}
KNOWN = {"bills": 9, "bills_here": 4, "ibans": {IBAN: 9}, "largest": Decimal(900), "last_on": date(2026, 11, 1)}


def warned(known: dict[str, object] | None = None, **bill: object) -> dict[str, Weight]:
    facts = {**BILL, "amount": Decimal(121), "on": date(2026, 11, 20), **bill}
    return {each.code: each.weight for each in alerts(BillFacts(**facts), Known(**{**KNOWN, **(known or {})}))}


def test_a_usual_bill_is_not_warned_of():
    assert warned() == {}


@pytest.mark.parametrize(
    ("known", "bill", "found"),
    [
        ({}, {"iban": OTHER}, {"iban_changed": Weight.LOOK}),  # the network vouches for who sent it
        ({}, {"iban": OTHER, "participant": ""}, {"iban_changed": Weight.STOP}),
        ({}, {"iban": ABROAD}, {"iban_country": Weight.STOP}),
        ({"confirmed_ibans": [OTHER]}, {"iban": OTHER, "participant": ""}, {}),
        ({}, {"participant": "0208:0738401117"}, {"participant": Weight.STOP}),
        ({"participants": ["0208:0738401117"]}, {"participant": "0208:0738401117"}, {}),
        ({}, {"participant": f"9925:BE{NUMBER}"}, {}),
        ({}, {"participant": "0088:5412345000013"}, {}),  # that scheme says nothing of the number
        (
            {},
            {"iban": OTHER, "participant": "0088:5412345000013"},
            {"iban_changed": Weight.STOP},
        ),  # so vouches for none
        (
            {},
            {"iban": OTHER, "vat": "NL000099998B57", "participant": "9944:nl000099998b57"},
            {"iban_changed": Weight.LOOK},
        ),
        ({}, {"ibans_elsewhere": [OTHER]}, {"iban_elsewhere": Weight.STOP}),
        ({}, {"ibans_elsewhere": [IBAN, "BE00"]}, {}),
        ({}, {"has_twin_with_another_iban": True}, {"twin_iban": Weight.STOP}),
        ({}, {"payee": "Incasso", "iban": OTHER}, {"payee": Weight.STOP}),
        ({}, {"payee": "Kempen Factoring", "iban": OTHER, "words": "overgedragen aan"}, {"payee": Weight.LOOK}),
        ({"factors": ["Kempen Factoring NV"]}, {"payee": "Kempen Factoring", "iban": OTHER}, {"factor": Weight.KNOW}),
        ({"payees": ["Kempen Factoring"]}, {"payee": "KEMPEN FACTORING nv", "iban": OTHER}, {}),
        ({}, {"payee": "MILL VERMEIREN BV"}, {}),
        ({"last_on": date(2025, 1, 1)}, {}, {"dormant": Weight.LOOK}),
        ({}, {"amount": Decimal(9000)}, {"amount": Weight.LOOK}),
        ({"lately": 7}, {}, {"burst": Weight.KNOW}),
        ({}, {"vat": "BE0407214018", "participant": ""}, {"vat_number": Weight.LOOK}),
        ({"bills": 0, "bills_here": 0, "ibans": {}, "last_on": None}, {}, {"first": Weight.KNOW}),
        (
            {"bills": 0, "bills_here": 0, "ibans": {}, "last_on": None},
            {"amount": Decimal(900)},
            {"first": Weight.LOOK},
        ),
        ({"bills_here": 0}, {}, {"first": Weight.KNOW}),
        (
            {"bills": 0, "bills_here": 0, "ibans": {}, "is_young": True},
            {"amount": Decimal(900)},
            {"first": Weight.KNOW},
        ),
        ({"bills": 0, "bills_here": 0, "ibans": {}}, {"amount": Decimal(900), "iban": ""}, {"first": Weight.KNOW}),
        (
            {"bills": 0, "bills_here": 0, "ibans": {}},
            {"iban": ABROAD},
            {"first": Weight.KNOW, "iban_abroad": Weight.LOOK},
        ),
        (
            {
                "bills": 0,
                "bills_here": 0,
                "ibans": {},
                "last_on": None,
                "named_alike": {"Mill Vermeyren": "0899965307"},
            },
            {},
            {"named_alike": Weight.STOP},
        ),
    ],
)
def test_what_is_odd_is_weighed(known, bill, found):
    assert warned(known, **bill) == found


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Bakkerij Akkermans nv", "Bakkerij Akkermens NV", True),
        ("Bakkerij Akkermans 1 bv", "Bakkerij Akkermans 1 Group", True),
        ("Bakkerij Akkermans 1", "Bakkerij Akkermans 2", False),
        ("Bakkerij Akkermans", "Bakkreij Akkermans", True),
        ("Bakkerij Akkermans", "Garage Akkermans", False),
        ("bv", "nv", False),
    ],
)
def test_names_that_a_hasty_reader_takes_for_one(one, other, alike):
    assert are_alike(one, other) is are_alike(other, one) is alike


def test_over_two_years_every_fraud_is_found_and_hardly_an_honest_bill_is_stopped():
    score = work_through(two_years(0))
    assert score.found == dict.fromkeys(Fraud, FRAUDS_OF_A_KIND)
    assert len(score.false_stops) * 2000 <= score.bills
    assert score.held_honest * 5000 <= score.bills
    assert score.again_found == score.again
