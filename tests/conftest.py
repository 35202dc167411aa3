"""What every test may rely on: the corpus where it is, and compiled catalogues."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

runpy.run_path(str(ROOT / "scripts" / "translations.py"))["compile_"]()


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not at ../shared/corpus")
    return CORPUS
