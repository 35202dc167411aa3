import pytest

from schakel.hub.records.company_export.models import FOLDER


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path / FOLDER
