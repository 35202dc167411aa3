"""Two owners who leave at the same moment: one of them stays (H14)."""

from tests.hub.databases import both, database, python

TOGETHER = """
import os
from schakel.cli.load import load; load()
from django.db import connections
from schakel.hub.connections.membership import LastOwner, change_terms, end_membership
from schakel.hub.connections.models import Member, Office
from schakel.hub.connections.rights import MemberTerms
from schakel.hub.people.models import User

office = Office.objects.create(name="A")
people = [User.objects.create(email=f"{n}@a.example", name=n) for n in "abcd"]
owners = [Member.objects.create(office=office, user=each, role="owner") for each in people]
connections.close_all()
start, go = os.pipe()
children = []
for n, owner in enumerate(owners):
    child = os.fork()
    if not child:
        os.close(go)
        os.read(start, 1)
        try:
            end_membership(owner, people[0]) if n % 2 else change_terms(owner, MemberTerms(), by=people[0])
        except LastOwner:
            os._exit(3)
        os._exit(0)
    children.append(child)
os.close(go)
codes = sorted(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
print(codes, office.members.filter(role="owner").count())
"""


@both
def test_H14_of_four_owners_who_go_at_once_one_stays(kind, tmp_path):
    with database(kind, tmp_path) as env:
        assert python(TOGETHER, env) == "[0, 0, 0, 3] 1"
