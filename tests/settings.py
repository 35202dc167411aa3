"""The installation's settings, with a data folder of the run's own. pytest-django reads them before any conftest."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

MEMORY = "/dev/shm"  # where it is: thousands of small files are made durable one by one, and no test pulls the plug
ROOMY = Path(MEMORY).is_dir() and shutil.disk_usage(MEMORY).free > 2**30
os.environ["SCHAKEL_DATA"] = tempfile.mkdtemp(prefix="schakel-tests-", dir=MEMORY if ROOMY else None)
os.environ["SCHAKEL_DEMO"] = "1"  # its pages are walked like all others; a test of its own starts without it

from schakel.hub.settings import *  # noqa: E402, F403 -- only after the folder is named
from schakel.hub.settings import DATABASES, STATIC_ROOT, STORAGES  # noqa: E402 -- likewise

Path(STATIC_ROOT).mkdir()
atexit.register(shutil.rmtree, os.environ["SCHAKEL_DATA"], ignore_errors=True)
if DATABASES["default"]["ENGINE"] == "schakel.hub.sqlite":
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # pytest-xdist knows only Django's own engine by its name
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes its time, on purpose
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no manifest is made
STORAGES = {**STORAGES, "staticfiles": PLAIN}
