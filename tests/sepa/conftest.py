"""The schemas of ISO for pain.001, as a package for development carries them: none is kept here."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from lxml import etree

from schakel.sepa.credit_transfer import Version


@pytest.fixture(scope="session")
def schemas() -> dict[Version, etree.XMLSchema]:
    package = find_spec("sepaxml")
    if package is None or not package.submodule_search_locations:
        pytest.skip("the schemas of pain.001 are not installed: make .venv/dev")
    folder = Path(package.submodule_search_locations[0]) / "schemas"
    return {version: etree.XMLSchema(etree.parse(folder / f"{version}.xsd")) for version in Version}
