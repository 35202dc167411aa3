"""Where a row of a sheet says that documents go: a forwarder of the office, or a package that needs nothing but addresses;
and the address there as it is kept."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schakel.base.folding import folded
from schakel.hub.audit.actions import Action
from schakel.hub.connections.models import Connection, Office
from schakel.hub.forwarding.address_sheet.columns import NOT_THERE, TAKES_PART, heading_of
from schakel.hub.forwarding.kinds import kind_of, offered_kinds
from schakel.hub.forwarding.kinds.kind import ForwarderKind
from schakel.hub.forwarding.models import Forwarder
from schakel.hub.forwarding.models.forwarder import LONGEST_ADDRESS
from schakel.hub.forwarding.packages import Package, packages
from schakel.hub.people.models import User

Target = Forwarder | Package
YES = frozenset({"x", "ja", "oui", "yes", "ok", "1", "j", "o", "y"})


class Faulty(Exception):
    """Permanent: the row cannot be saved; the sentence says why."""


class Targets:
    """Of one office, read once."""

    def __init__(self, office: Office) -> None:
        self.forwarders = list(Forwarder.objects.active().filter(office=office).order_by("pk"))

    def find(self, text: str) -> Target:
        """A forwarder by its name or that of its package; else a package that needs nothing but addresses. Raises Faulty."""
        if not text:
            if len(self.forwarders) == 1:
                return self.forwarders[0]
            raise Faulty(_("Fill in the package."))
        wanted = folded(text)
        for names in (lambda each: {folded(each.name)}, package_names):
            found = [each for each in self.forwarders if wanted in names(each)]
            if len(found) == 1:
                return found[0]
            if found:
                raise Faulty(
                    _("Several of your forwarders are called this: write the name as the page Forwarding has it.")
                )
        for package in packages().values():
            if wanted in {folded(package.name), package.key}:
                return creatable(package)
        raise Faulty(_("We do not know this package. Set it up under Forwarding, then use the name you gave it."))


def package_names(forwarder: Forwarder) -> set[str]:
    package = packages().get(forwarder.package)
    return {folded(package.name), package.key} if package else set()


def creatable(package: Package) -> Package:
    """Raises Faulty where setting it up asks more than addresses."""
    kinds = offered_kinds(package.kinds)
    if not kinds or any(field.required for field in kinds[0].form().fields.values()):
        raise Faulty(
            _("%(name)s needs more than an address: set it up under Forwarding first.") % {"name": package.name}
        )
    return package


def kind_of_target(target: Target) -> ForwarderKind:
    return kind_of(target.kind) if isinstance(target, Forwarder) else offered_kinds(target.kinds)[0]


def create_forwarder(package: Package, office: Office, *, by: User) -> Forwarder:
    kind = offered_kinds(package.kinds)[0]
    forwarder = Forwarder(
        office=office,
        name=package.name,
        kind=kind.code,
        package=package.key,
        contents=package.contents,
        language=office.language,
        created_by=by,
    )
    kind.prepare(forwarder)
    forwarder.save()
    forwarder.record(Action.FORWARDER_ADDED)
    return forwarder


def nothing_filled_in(kind: ForwarderKind) -> str:
    if kind.is_address_needed:
        return _("Fill in an address for purchases or for sales.")
    return _("Write an x under purchases or under sales.")


def address_of(text: str, kind: ForwarderKind, connection: Connection) -> str | None:
    """As it is kept; None: not there. Raises Faulty."""
    if text == NOT_THERE:
        return None
    return checked_address(text, kind, connection.side) or kind.usual_address(connection)


def checked_address(text: str, kind: ForwarderKind, side: str) -> str:
    """Empty: the usual one. Raises Faulty."""
    if not kind.is_address_needed and folded(text) in YES:
        return ""
    if not kind.address_label:
        raise Faulty(
            _("%(column)s: this package has no address for each company; write an %(x)s.")
            % {"column": heading_of(side), "x": TAKES_PART}
        )
    try:
        if len(text) > LONGEST_ADDRESS:
            raise ValidationError(_("At most %(most)s characters.") % {"most": LONGEST_ADDRESS})
        return kind.check_address(text)
    except ValidationError as fault:
        raise Faulty(f"{heading_of(side)}: {' '.join(fault.messages)}") from fault
