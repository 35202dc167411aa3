import csv
from decimal import Decimal

import pytest

from schakel.base.words import section
from schakel.einvoice.render import codes
from tests.einvoice.corpus import ROOT, needs_corpus


def test_types_have_names_and_unknown_ones_the_plain_name():
    assert codes.type_name("386", is_credit_note=False, language="nl") == "Voorschotfactuur"
    assert codes.type_name("999", is_credit_note=True, language="de") == "Gutschrift"


@pytest.mark.parametrize(
    ("code", "quantity", "language", "name"),
    [
        ("HUR", "1", "fr", "heure"),
        ("HUR", "1.5", "fr", "heure"),
        ("HUR", "2", "fr", "heures"),
        ("DAY", "1.5", "nl", "dagen"),
        ("DAY", "-1", "de", "Tag"),
        ("MTK", "7", "en", "m²"),
        ("10", "7", "nl", "group"),
        ("Q99", "7", "en", "Q99"),
    ],
)
def test_units_are_named_in_singular_and_plural(code, quantity, language, name):
    assert codes.unit_name(code, Decimal(quantity), language) == name


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("VATEX-EU-AE", "Btw verlegd"),
        ("vatex-eu-ae", "Btw verlegd"),
        ("vatex-eu-132-1a", "Vrijgesteld, artikel 132-1A, 2006/112/EC"),
        ("VATEX-EU-132-1A", "Vrijgesteld, artikel 132-1A, 2006/112/EC"),
        ("VATEX-FR-FRANCHISE", "VATEX-FR-FRANCHISE"),
        ("BETE-45", "BETE-45"),
    ],
)
def test_exemptions_are_named_or_told_by_their_article(code, name):
    assert codes.exemption_name(code, "nl") == name


def test_a_reason_has_its_own_names_for_allowance_and_charge():
    assert codes.reason_name("95", is_charge=False, language="fr") == "Remise"
    assert codes.reason_name("95", is_charge=True, language="fr") == "95"
    assert codes.reason_name("FC", is_charge=True, language="en") == "Freight service"


def test_other_codes():
    assert codes.means_name("59", "nl") == "SEPA-domiciliëring"
    assert codes.vat_name("AE", "fr") == "autoliquidation"
    assert codes.vat_point_name("432", "de") == "Zahlungsdatum"
    assert codes.scheme_name("0208", "en") == "Enterprise number"
    assert codes.scheme_name("0099", "en") == "0099"


def test_a_rare_code_has_its_english_name_and_an_unknown_one_itself():
    assert codes.means_name("93", "nl") == "Reference giro"
    assert codes.means_name("0", "nl") == "0"
    assert codes.means_name("", "nl") == ""


LISTS = {
    "types": "UNCL1001-document-types.csv",
    "payment_means": "UNCL4461-payment-means.csv",
    "vat_categories": "UNCL5305-vat-category.csv",
    "vat_points": "UNCL2005-vat-point.csv",
    "exemptions": "VATEX.csv",
    "allowances": "UNCL5189-allowance-reason.csv",
    "charges": "UNCL7161-charge-reason.csv",
    "units": "UNECE-Rec20-Rec21-units.csv",
}
LEGACY_UNITS = {"PCE", "RO", "PF", "PK", "HAR"}  # of earlier editions of Recommendation 20, still met


@needs_corpus
@pytest.mark.parametrize("table", LISTS)
def test_every_code_named_here_is_in_its_list(table):
    with (ROOT.parent / "specs" / "codelists" / LISTS[table]).open(encoding="utf-8") as file:
        listed = {row["code"] for row in csv.DictReader(file)}
    assert section(f"invoice.{table}", "en").keys() - LEGACY_UNITS <= listed


def test_a_plural_belongs_to_a_unit_and_a_unit_of_the_same_name_to_another():
    units = section("invoice.units", "en")
    assert section("invoice.units_plural", "en").keys() <= units.keys()
    assert set(codes._SAME_UNIT.values()) <= units.keys()
    assert not codes._SAME_UNIT.keys() & units.keys()
