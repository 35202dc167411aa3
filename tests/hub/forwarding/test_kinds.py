"""A kind of forwarder is a folder: what is found beside the others is offered, tested and sent by, and nothing else changes."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest
from django.urls import reverse

from schakel.hub.forwarding import kinds as package
from schakel.hub.forwarding import words
from schakel.hub.forwarding.kinds import kinds
from schakel.hub.forwarding.models import Forward, Forwarder, Route
from tests.hub.conftest import signed_in
from tests.hub.forwarding.conftest import forwarded, once_more

pytestmark = pytest.mark.django_db
State = Forward.State
ROOM = Path(package.__file__).parent.parent
ROOT = ROOM.parent.parent.parent
PIGEON = '''
"""By carrier pigeon: RFC 1149."""

from datetime import timedelta
from django import forms
from schakel.hub.forwarding.kinds.form import OptionsForm
from schakel.hub.forwarding.kinds.kind import ForwarderKind, Outcome, Result

flown, loft = [], {"is_open": True}


class PigeonForm(OptionsForm):
    SECRET = ("ring",)
    colour = forms.CharField(label="Colour of the pigeon", max_length=20)
    ring = forms.CharField(label="Number on its ring", max_length=20)


class Pigeon(ForwarderKind):
    code = "pigeon"
    name = "By carrier pigeon"
    word = "by carrier pigeon"
    guide = "Keep the pigeon warm."
    form = PigeonForm
    address_label = "Loft"
    switched_off_after = timedelta(days=1)
    sentences = {"hawk": "A hawk came by. It will be tried again."}

    def destination(self, options):
        return f"pigeon {options['colour']}"

    def send(self, parcel, to):
        if not loft["is_open"]:
            return Outcome(Result.LATER, "hawk", is_down=True)
        flown.append((to.options["colour"], to.secrets["ring"], to.address, parcel))
        return Outcome.sent("coo")


KIND = Pigeon()
'''


@pytest.fixture
def pigeon(tmp_path) -> Iterator[ModuleType]:
    """The folder, and nothing besides."""
    (tmp_path / "pigeon").mkdir()
    (tmp_path / "pigeon" / "__init__.py").write_text(dedent(PIGEON))
    package.__path__.append(str(tmp_path))
    forget()
    from schakel.hub.forwarding.kinds import pigeon  # type: ignore[attr-defined]  # made above

    yield pigeon
    package.__path__.remove(str(tmp_path))
    del sys.modules[pigeon.__name__]
    del package.pigeon
    forget()


def forget() -> None:
    kinds.cache_clear()
    words.sentences.cache_clear()


@pytest.fixture
def set_up(pigeon, alice, bakery, purchases):
    """By the page, as a person does it."""
    page = signed_in(alice)
    address = reverse("forwarding:new", args=["other"])
    assert "By carrier pigeon" in page.get(reverse("forwarding:choose")).text
    assert "Keep the pigeon warm." in page.get(address, {"kind": "pigeon"}).text
    told = {"name": "The roof", "contents": "xml", "language": "en", "pattern": "{number}", "connection": purchases.pk}
    told |= {f"address_{purchases.pk}": "north", "colour": "grey"}
    assert "Number on its ring" in page.post(f"{address}?kind=pigeon", told).text
    page.post(f"{address}?kind=pigeon", told | {"ring": "BE-7"})
    return page, Forwarder.objects.get()


def test_a_new_kind_is_set_up_on_the_page(set_up):
    page, row = set_up
    assert (row.kind, row.options, row.secrets) == ("pigeon", {"colour": "grey"}, {"ring": "BE-7"})
    assert Route.objects.get().address == "north"
    assert "by carrier pigeon" in page.get(reverse("forwarding:forwarder", args=[row.pk])).text
    assert "By carrier pigeon" in page.get(reverse("forwarding:list")).text
    assert page.post(reverse("forwarding:secret", args=[row.pk]), {"roll": ""}).status_code == 404


def test_a_new_kind_is_tried_with_the_test_button(set_up, pigeon):
    page, row = set_up
    address = reverse("forwarding:test", args=[row.pk])
    assert "It worked" in page.post(address).text
    assert pigeon.flown.pop()[3].is_sample
    pigeon.loft["is_open"] = False
    assert "A hawk came by." in page.post(address).text


def test_a_new_kind_sends_fails_and_tells_why(set_up, pigeon, bought, bakery):
    page, _row = set_up
    document = bought()
    pigeon.loft["is_open"] = False
    forward = forwarded(document)
    assert (forward.state, forward.code, forward.turn) == (State.QUEUED, "hawk", "pigeon grey")
    assert "A hawk came by." in page.get(reverse("forwarding:company", args=[bakery.pk])).text
    pigeon.loft["is_open"] = True
    assert once_more(forward).state == State.SENT
    ((colour, ring, loft, parcel),) = pigeon.flown
    assert (colour, ring, loft, len(parcel.files)) == ("grey", "BE-7", "north", 1)


def test_a_kind_that_is_fetched_waits_for_its_package(pigeon, forwarder, bought):
    pigeon.Pigeon.is_fetched = True
    forwarder("pigeon", options={"colour": "red"})
    forward = forwarded(bought())
    assert (forward.state, forward.due_at, pigeon.flown) == (State.QUEUED, None, [])


def test_no_line_outside_its_folder_names_a_kind():
    """But packages.toml: which way a package takes is said there."""
    codes = set(kinds())
    assert codes >= {"email", "sftp", "folder", "webhook", "pull"}
    named = {
        f"{path.relative_to(ROOM)} {node.value}"
        for path in ROOM.rglob("*.py")
        if "migrations" not in path.parts and "kinds" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in codes
    }
    assert named <= {"words.py folder"}, "there it is the code of an error"


@pytest.mark.parametrize("code", sorted(kinds()))
def test_every_kind_says_what_the_others_say(code):
    kind = kinds()[code]
    for each in (kind.name, kind.word, kind.guide):
        assert str(each)
    assert f"| `{code}` |" in (ROOT / "docs" / "operating" / "forwarding.md").read_text("utf-8")
    assert len(code) <= Forwarder._meta.get_field("kind").max_length
    assert [each.position for each in kinds().values()] == sorted(each.position for each in kinds().values())
