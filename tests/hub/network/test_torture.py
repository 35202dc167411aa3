"""D01–D03, D12, D19: killed at any moment, for a short while. `make torture` does it for ten minutes."""

import pytest

from tests.hub.databases import both, database
from tests.hub.network.torture import torture


@pytest.mark.long
@both
def test_D19_acknowledged_is_stored_once_whatever_is_killed(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert torture(env, 20).kills > 1
