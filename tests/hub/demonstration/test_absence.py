"""Outside demonstration mode nothing of the demonstration exists: no address, no table, no template, no mail back end."""

import os
import subprocess
import sys

import pytest

TRACES = """
from schakel.cli.load import load; load()
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver
from django.test import RequestFactory
names = {name for name in get_resolver().reverse_dict if isinstance(name, str)} | set(get_resolver().namespace_dict)
print("demonstration" in names, apps.is_installed("schakel.hub.demonstration"))
print("demonstration" in settings.EMAIL_BACKEND, "demonstration" in get_template("account/login.html").template.origin.name)
"""


@pytest.mark.processes
def test_without_the_setting_there_is_no_trace_of_it(tmp_path):
    env = {
        **os.environ,
        "SCHAKEL_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "schakel.hub.settings",
        "SCHAKEL_DEMO": "",
    }
    done = subprocess.run([sys.executable, "-c", TRACES], env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.split(), done.stderr) == (["False"] * 4, "")
