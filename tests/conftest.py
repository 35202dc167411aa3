"""What every test may rely on: the corpus where it is, and compiled catalogues."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from scripts.catalogues import compile_outdated

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
BESIDE = ("the corpus", "the case", "the specifications")  # how the reason begins where it is not there

os.environ["LC_ALL"] = "C.UTF-8"  # commands speak the language of the locale: English, wherever the tests run
os.environ.pop("SCHAKEL_LANGUAGE", None)
compile_outdated()
settings.register_profile("house", deadline=None)  # a busy machine is not a fault
settings.register_profile("quick", deadline=None, max_examples=25)  # of `make quick`
settings.load_profile("house")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A public clone has the project's own documents only; what is not tried there is said in one line."""
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    if others := sum(any(word in reason for word in BESIDE) for reason in reasons):
        terminalreporter.write_line(
            f"{others} tests skipped: they read documents of others, which are not beside the project"
        )


def pytest_unconfigure() -> None:
    """A worker of xdist ends without leave-taking."""
    shutil.rmtree(os.environ["SCHAKEL_DATA"], ignore_errors=True)


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not at ../shared/corpus")
    return CORPUS


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """With the index of words, which comes from a migration, and these are not run."""
    from django.db import connection

    from schakel.hub.documents.search import operations, schema

    with django_db_blocker.unblock():
        schema.run(connection, [schema.TABLE] if connection.vendor == "sqlite" else operations.STATEMENTS)


@pytest.fixture(scope="session", autouse=True)
def emptied_without_guards():
    """Tests that commit are followed by emptying every table, which the guards of the ten years would refuse."""
    from django.db import connection
    from django.test import TestCase, TransactionTestCase

    from schakel.hub import triggers

    empty = TransactionTestCase._fixture_teardown

    def empty_unguarded(case) -> None:
        if isinstance(case, TestCase):
            empty(case)
            return
        triggers.drop_guards(connection)
        empty(case)
        triggers.create_all(connection)

    TransactionTestCase._fixture_teardown = empty_unguarded
    yield
    TransactionTestCase._fixture_teardown = empty
