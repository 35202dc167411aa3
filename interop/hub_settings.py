"""The settings of a Schakel that talks to phase4 on this machine: the real ones, with an access point of interop.hub."""

import os

from schakel.hub.settings import *  # noqa: F403 -- all of them

ACCESS_POINT = os.environ["INTEROP_HUB"]
