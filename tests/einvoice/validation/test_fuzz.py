"""Twenty thousand changed documents on which our rules and the official EN 16931 file say the same."""

import pytest

pytest.importorskip("saxonche")

from bench.fuzz_validation import fuzz
from bench.mutants.corpus import CORPUS


@pytest.mark.long
def test_twenty_thousand_changed_documents_agree() -> None:
    if not CORPUS.exists():
        pytest.skip("the corpus is not there")
    assert not fuzz(20_000, seed=1).kinds
