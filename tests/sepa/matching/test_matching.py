from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.sepa.matching import Match, OpenItem, Part, Proposal, Why, match
from schakel.sepa.reference import CreditorReference, FreeText, StructuredCommunication
from schakel.sepa.statements import Entry
from tests.sepa.matching.year import Year, work_through

ALICE, BOB, STRANGER = "BE68539007547034", "BE71096123456769", "BE48320070184927"
BBA, OTHER = StructuredCommunication("090933755493"), StructuredCommunication("010806817183")
RF = CreditorReference("RF18539007547034")
DAY = date(2026, 6, 1)


def item(id_, amount, *, reference=None, accounts=(ALICE,), number="", since=DAY, sent_as=()):
    return OpenItem(id_, Decimal(amount), since, number, reference, frozenset(accounts), frozenset(sent_as))


def entry(amount, *, told="", account=ALICE, booked=date(2026, 6, 20), our_id=""):
    remittance = FreeText(told) if isinstance(told, str) else told
    return Entry(Decimal(amount), booked, None, "", account, remittance, "", our_id)


def _matched(entries, items):
    found = match(entries, items)
    assert found.left == []
    assert found.proposals == []
    return {one.entry: ({part.item_id: part.amount for part in one.parts}, one.why) for one in found.matches}


def _proposed(entry_, items):
    found = match([entry_], items)
    assert found.matches == []
    (proposal,) = found.proposals
    return [{part.item_id: part.amount for part in choice} for choice in proposal.choices]


@pytest.mark.parametrize("told", [BBA, "betaling ***090/9337/55493***", "090 9337 55493"])
@pytest.mark.parametrize("account", [ALICE, STRANGER, ""])
def test_reference_and_amount_whoever_pays(told, account):
    items = [item("A", 121, reference=BBA), item("B", 121, reference=OTHER, accounts=[BOB])]
    assert _matched([entry(121, told=told, account=account)], items) == {0: ({"A": 121}, Why.REFERENCE)}


def test_what_we_pay_is_negative_and_never_settles_what_we_receive():
    items = [item("sale", 121, reference=BBA), item("purchase", -121, reference=BBA)]
    assert _matched([entry(-121, told=RF, our_id="F1")], [item("P", -121, reference=RF)]) == {
        0: ({"P": -121}, Why.REFERENCE)
    }
    assert match([entry(-50, told=OTHER)], items).matches == []


def test_parts_are_settled_one_after_the_other_and_never_more_than_is_open():
    paid = [
        entry(40, told=BBA),
        entry(81, told=BBA, booked=date(2026, 6, 25)),
        entry(81, told=BBA, booked=date(2026, 6, 26)),
    ]
    found = match(paid, [item("A", 121, reference=BBA)])
    assert [(one.entry, one.parts, one.why) for one in found.matches] == [
        (0, (Part("A", Decimal(40)),), Why.REFERENCE_PART),
        (1, (Part("A", Decimal(81)),), Why.REFERENCE),
    ]
    assert found.left == [2]


def test_entries_are_looked_at_in_the_order_of_booking():
    late, early = entry(121, told=BBA, booked=date(2026, 7, 1)), entry(121, told=BBA)
    assert match([late, early], [item("A", 121, reference=BBA)]).matches[0].entry == 1


def test_too_much_is_a_proposal():
    assert _proposed(entry(130, told=BBA), [item("A", 121, reference=BBA)]) == [{"A": 121}]


def test_a_part_that_is_the_amount_of_another_invoice_is_a_proposal():
    items = [item("A", 121, reference=BBA), item("B", 100, reference=OTHER)]
    assert _proposed(entry(100, told=BBA), items) == [{"B": 100}, {"A": 100}]
    assert _matched([entry(100, told=BBA)], [items[0], replace(items[1], accounts=frozenset({BOB}))])


def test_several_invoices_named_in_one_payment():
    items = [item("A", 100, reference=BBA), item("B", 21, reference=RF, accounts=[])]
    assert _matched([entry(121, told=f"{BBA} en {RF}")], items) == {0: ({"A": 100, "B": 21}, Why.REFERENCE)}


def test_credit_notes_are_netted():
    items = [item("A", -100, reference=BBA), item("C", 21, reference=RF)]
    assert _matched([entry(-79, told=f"{BBA} {RF}")], items) == {0: ({"A": -100, "C": 21}, Why.REFERENCE)}
    assert _matched([entry(-79)], items) == {0: ({"A": -100, "C": 21}, Why.ACCOUNT_ALL)}


def test_the_same_reference_on_several_invoices():
    items = [item("A", 100, reference=BBA), item("B", 121, reference=BBA)]
    assert _matched([entry(121, told=BBA)], items) == {0: ({"B": 121}, Why.REFERENCE)}
    assert _matched([entry(221, told=BBA)], items) == {0: ({"A": 100, "B": 121}, Why.REFERENCE)}
    equal = [item("A", 100, reference=BBA), item("B", 100, reference=BBA)]
    assert _proposed(entry(100, told=BBA), equal) == [{"A": 100}, {"B": 100}]
    netted = [item("A", 100, reference=BBA), item("C", -100, reference=BBA), item("B", 100, reference=BBA)]
    assert {"A": 100} in _proposed(entry(100, told=BBA), netted)


def test_account_and_amount_when_nothing_is_said():
    items = [item("A", 121, reference=BBA), item("B", 121, accounts=[BOB])]
    assert _matched([entry(121)], items) == {0: ({"A": 121}, Why.ACCOUNT)}


@pytest.mark.parametrize(
    ("paid", "items"),
    [
        (entry(121), [item("A", 121), item("B", 121)]),  # two fit
        (entry(121, told=OTHER), [item("A", 121, reference=BBA)]),  # another reference
        (entry(121, told="factuur 2025-998"), [item("A", 121, number="2026-12")]),  # another number
        (entry(121, account=""), [item("A", 121)]),  # only the amount
        (entry(121), [item("A", 121, accounts=[])]),
        (entry(121), [item("A", 121), item("B", 50), item("C", -50)]),  # A alone, or with B and C
        (entry(50), [item("A", 121)]),  # a part, without a word
    ],
)
def test_anything_that_could_be_meant_otherwise_is_a_proposal(paid, items):
    assert _proposed(paid, items)


def test_nothing_is_paid_before_it_exists():
    assert match([entry(121, booked=date(2026, 5, 31))], [item("A", 121)]).left == [0]


def test_two_silent_payments_of_one_day_are_not_told_apart():
    found = match([entry(121), entry(121)], [item("A", 121)])
    assert found.matches == []
    assert [proposal.entry for proposal in found.proposals] == [0, 1]


def test_what_another_payment_names_is_not_taken_by_a_silent_one():
    found = match([entry(121), entry(121, told=BBA, booked=date(2026, 6, 25))], [item("A", 121, reference=BBA)])
    assert [(one.entry, one.why) for one in found.matches] == [(1, Why.REFERENCE)]


def test_last_months_reference_is_not_believed_when_it_may_be_paid_already():
    months = [item("may", 121, reference=BBA), item("june", 121, reference=OTHER)]
    silent, stale = entry(121), entry(121, told=BBA, booked=date(2026, 6, 25))
    assert match([silent, stale], months).matches == []
    assert match([stale], months).matches[0].parts == (Part("may", Decimal(121)),)


def test_nor_when_a_sum_may_have_paid_it():
    months = [item("may", 121, reference=BBA), item("june", 121, reference=OTHER), item("july", 121, reference=RF)]
    assert match([entry(242), entry(121, told=BBA, booked=date(2026, 6, 25))], months).matches == []


def test_nor_when_a_stranger_without_a_word_may_have_paid_it():
    rent = [item("may", 50, reference=BBA), item("june", 50, reference=OTHER)]
    stranger = entry(50, account=STRANGER)
    stale = entry(50, told=BBA, booked=date(2026, 6, 25))
    assert match([stranger, stale], rent).matches == []
    another = [rent[0], replace(rent[1], accounts=frozenset({BOB}))]
    assert [one.entry for one in match([stranger, stale], another).matches] == [1]
    speaking = replace(stranger, remittance=FreeText("factuur 98765"))
    assert [one.entry for one in match([speaking, stale], rent).matches] == [1]


def test_who_told_a_reference_of_nothing_open_may_do_so_again():
    unknown = [item("may", 50, reference=BBA, accounts=[]), item("june", 50, reference=OTHER, accounts=[])]
    first, second = entry(50, told=RF), entry(50, told=BBA, booked=date(2026, 6, 25))
    assert match([first, second], unknown).matches == []


def test_a_shared_reference_means_an_invoice_that_exists():
    items = [item("now", 605, reference=BBA), item("later", 242, reference=BBA, since=date(2026, 7, 8))]
    assert _matched([entry(242, told=BBA)], items) == {0: ({"now": 242}, Why.REFERENCE_PART)}
    assert _matched([entry(242, told=BBA)], items[1:]) == {0: ({"later": 242}, Why.REFERENCE)}


def test_a_shared_reference_from_another_account_is_a_proposal():
    items = [item("A", 605, reference=BBA), item("B", 242, reference=BBA)]
    assert {"B": 242} in _proposed(entry(242, told=BBA, account=STRANGER), items)
    assert _matched([entry(242, told=BBA)], items) == {0: ({"B": 242}, Why.REFERENCE)}


def test_what_was_not_certain_is_not_certain_the_second_time():
    equal = [item("A", 100, reference=BBA), item("B", 100, reference=BBA)]
    unclear = entry(100, told=BBA)
    settles_b = entry(100, told="factuur 2026-0013", booked=date(2026, 6, 22))
    again = replace(unclear, booked=date(2026, 6, 25))
    found = match([unclear, settles_b, again], [equal[0], replace(equal[1], number="2026-0013")])
    assert [one.entry for one in found.matches] == [1]


def test_an_entry_of_nothing_pays_nothing():
    items = [item("A", 121, reference=BBA), item("C", -121, reference=BBA)]
    assert match([entry(0, told=BBA), entry(0)], items).left == [0, 1]


@pytest.mark.parametrize("told", ["factuur 2026-0012", "2026 0012 dank u", "F.nr 20260012"])
def test_the_invoice_number_and_the_amount(told):
    items = [item("A", 121, number="2026-0012"), item("B", 121, number="2026-0013")]
    assert _matched([entry(121, told=told)], items) == {0: ({"A": 121}, Why.NUMBER)}
    unknown = [replace(one, accounts=frozenset()) for one in items]
    assert _matched([entry(121, told=told)], unknown) == {0: ({"A": 121}, Why.NUMBER)}


def test_several_numbers_in_one_payment():
    items = [item("A", 100, number="2026-0012"), item("B", 21, number="2026-0013")]
    assert _matched([entry(121, told="2026-0012, 2026-0013")], items) == {0: ({"A": 100, "B": 21}, Why.NUMBER)}


def test_a_short_number_counts_only_from_the_right_account():
    short = item("A", 121, number="0312")
    assert _matched([entry(121, told="factuur 0312")], [short]) == {0: ({"A": 121}, Why.NUMBER)}
    assert _proposed(entry(121, told="loon 0312", account=""), [short]) == [{"A": 121}]
    assert match([entry(121, told="loon 0312", account=BOB)], [short]).left == [0]


def test_our_own_payment_file_comes_back():
    items = [item("A", -100, sent_as=["F1", "FILE"]), item("B", -21, sent_as=["F2", "FILE"])]
    assert _matched([entry(-21, our_id="F2", account=BOB)], items) == {0: ({"B": -21}, Why.OUR_ID)}
    assert _matched([entry(-121, our_id="FILE", account="")], items) == {0: ({"A": -100, "B": -21}, Why.OUR_ID)}
    assert _proposed(entry(-90, our_id="F1", account=""), items) == [{"A": -90}]
    assert match([entry(100, our_id="F1", account="")], items).left == [0]


def test_proposals_show_what_adds_up_and_at_most_five():
    items = [item(f"I{n}", 10 + n) for n in range(20)]
    assert {"I0": 10, "I1": 11} in _proposed(entry(21, told="voor 999"), items)
    same = [item(f"I{n}", 10) for n in range(20)]
    assert len(_proposed(entry(10), same)) == 5


def test_many_open_items_with_a_credit_note_are_not_taken_for_certain():
    items = [item(f"I{n}", 10 + n) for n in range(14)] + [item("C", Decimal("-0.5"))]
    assert match([entry(sum(one.amount for one in items))], items).matches == []


def test_what_looks_like_nothing_open_is_left():
    found = match([entry(5, account=STRANGER)], [item("A", 121)])
    assert (found.matches, found.proposals, found.left) == ([], [], [0])
    assert match([], []).left == []


amounts = st.sampled_from([-150, -100, -50, 50, 100, 150]).map(Decimal)
paid_amounts = amounts | st.just(Decimal(0))
references = st.sampled_from([None, BBA, OTHER, RF])
accounts = st.sampled_from(["", ALICE, BOB])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(paid_amounts, references, accounts), max_size=6),
    st.lists(st.tuples(amounts, references, accounts), max_size=6),
)
def test_whatever_comes_each_entry_has_one_fate_and_nothing_is_settled_twice(paid, owed):
    items = [item(f"I{n}", a, reference=r, accounts=[c] if c else []) for n, (a, r, c) in enumerate(owed)]
    entries = [entry(a, told=r or "", account=c) for a, r, c in paid]
    found = match(entries, items)
    fates = [one.entry for one in found.matches] + [one.entry for one in found.proposals] + found.left
    assert sorted(fates) == list(range(len(entries)))
    assert all(sum(part.amount for part in one.parts) == entries[one.entry].amount for one in found.matches)
    for one in items:
        settled = sum(part.amount for found_ in found.matches for part in found_.parts if part.item_id == one.id)
        assert 0 <= settled / one.amount <= 1


@pytest.mark.whole
def test_a_year_of_4000_invoices_and_5000_movements_has_no_wrong_match_and_95_percent_automatic():
    score = work_through(Year(2026))
    assert score.matched + score.proposed + score.left == 5_000
    assert score.wrong == 0
    assert score.right > 2_000
    assert score.share >= 0.95


def test_the_results_are_values():
    assert Match(0, (), Why.ACCOUNT) == Match(0, (), Why.ACCOUNT)
    assert Proposal(0, (), Why.ACCOUNT).why == "account"
