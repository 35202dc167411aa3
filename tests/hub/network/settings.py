"""The settings of processes that tests start: the real ones, with the access point of `tests.hub.network.world`."""

from schakel.hub.settings import *  # noqa: F403 -- all of them

ACCESS_POINT = "tests.hub.network.patient.access_point"
