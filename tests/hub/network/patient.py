"""The access point of processes that tests start: that of `tests.hub.network.world`, as patient as the test says."""

import os

from schakel.hub.network.access_points.own import AccessPoint
from schakel.hub.network.inbound import body
from tests.hub.network import world


def access_point() -> AccessPoint:
    body.PATIENCE = float(os.environ.get("TEST_PATIENCE", body.PATIENCE))
    return world.access_point()
