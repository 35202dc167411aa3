"""What every test may rely on: the corpus where it is, a data folder of the run's own, and compiled catalogues."""

import os
import runpy
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"

os.environ["SCHAKEL_DATA"] = tempfile.mkdtemp(prefix="schakel-tests-")
runpy.run_path(str(ROOT / "scripts" / "translations.py"))["compile_"]()


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not at ../shared/corpus")
    return CORPUS
