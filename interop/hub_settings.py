"""The settings of a Schakel that talks to phase4 on this machine: the real ones, with the access point of interop.hub."""

from schakel.hub.settings import *  # noqa: F403 -- all of them

ACCESS_POINT = "interop.hub.access_point"
