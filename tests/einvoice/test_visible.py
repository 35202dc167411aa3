from schakel.einvoice.visible import cut, visible


def test_ordinary_text_in_any_script_stays_as_it_is():
    text = "Café 😀 e\u0301 שלום\nnext\tline 👨\u200d👩"
    assert visible(text) == text


def test_a_long_text_is_cut_for_lists():
    assert cut("x" * 10, 10) == "x" * 10
    assert cut("x" * 11, 10) == "x" * 9 + "…"
