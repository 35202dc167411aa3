"""Several processes that invite at the same moment stay within the office's limit together (H09)."""

import pytest

from tests.hub.databases import both, database, python

BY_SIX = """
import os
from schakel.cli.load import load; load()
from django.conf import settings
from django.db import connections
from schakel.hub.connections.models import Connection, InvitationMail, Member, Office
from schakel.hub.connections.sharing import TooMany, ShareRequest, share
from schakel.hub.people.models import User

settings.INVITATIONS_PER_HOUR = 25
office, here = Office.objects.get(), Connection.objects.get(side="purchase")
alice = User.objects.create_user("alice@office.example")
Member.objects.create(office=office, user=alice, role="owner")
connections.close_all()
go, ready = os.pipe()
children = []
for process in range(6):
    if not (child := os.fork()):
        os.close(ready)
        os.read(go, 1)
        try:
            wishes = [ShareRequest(f"c{n}@p{process}.example", [here], language="nl", role="full") for n in range(10)]
            share(office, alice, wishes)
        except TooMany:
            os._exit(1)
        os._exit(0)
    children.append(child)
os.close(ready)
ends = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
print(ends, InvitationMail.objects.count())
"""


@pytest.mark.processes
@both
def test_H09_six_processes_that_invite_at_once_stay_within_the_limit_together(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(BY_SIX, env) == "[0, 0, 1, 1, 1, 1] 20"
