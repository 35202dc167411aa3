"""The installation's settings, with a data folder of the run's own. pytest-django reads them before any conftest."""

import os
import tempfile
from pathlib import Path

os.environ["SCHAKEL_DATA"] = tempfile.mkdtemp(prefix="schakel-tests-")
os.environ["SCHAKEL_DEMO"] = "1"  # its pages are walked like all others; a test of its own starts without it

from schakel.hub.settings import *  # noqa: F403 -- only after the folder is named
from schakel.hub.settings import DATABASES, STATIC_ROOT

Path(STATIC_ROOT).mkdir()
if DATABASES["default"]["ENGINE"] == "schakel.hub.sqlite":
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # pytest-xdist knows only Django's own engine by its name
