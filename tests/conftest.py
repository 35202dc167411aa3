"""What every test may rely on: the corpus where it is, and compiled catalogues."""

import runpy
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

runpy.run_path(str(ROOT / "scripts" / "translations.py"))["compile_"]()
settings.register_profile("house", deadline=None)  # a busy machine is not a fault
settings.load_profile("house")


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not at ../shared/corpus")
    return CORPUS
