"""A parcel becomes files on the server."""

from django.core.exceptions import ValidationError

from schakel.hub.forwarding.kinds.kind import Outcome, Parcel, Place, Result
from schakel.hub.forwarding.kinds.paths import in_order, names_of, parts_of
from schakel.hub.outside import TargetRefused, files
from schakel.peppol.errors import Unreachable

TIMEOUT = 60.0  # seconds for all files of a parcel
CODES: dict[type[Unreachable], str] = {
    files.HostKeyChanged: "host_key",
    files.SignInRefused: "sign_in",
    files.FolderRefused: "folder",
    files.NameTaken: "name_taken",
    files.NoClient: "no_client",
    TargetRefused: "target_refused",
}


def send(parcel: Parcel, to: Place) -> Outcome:
    if not to.options.get("host_key"):
        return Outcome(Result.FAILED, "no_host_key", stops="no_key")
    laid = [files.Laid(*names_of(file, parcel), file.data) for file in in_order(parcel)]
    try:
        folder = (*parts_of(to.options.get("folder", "")), *parts_of(to.address))
        files.lay(server_of(to), folder, laid, mark=parcel.id, timeout=TIMEOUT)
    except ValidationError as fault:
        return Outcome(Result.FAILED, "folder", detail=str(fault))
    except Unreachable as fault:
        return outcome_of(fault)
    return Outcome.sent()


def outcome_of(fault: Unreachable) -> Outcome:
    code = CODES.get(type(fault), "no_answer")
    result = Result.FAILED if fault.permanent else Result.LATER
    return Outcome(
        result,
        code,
        detail=fault.detail[:500],
        is_down=not fault.permanent,
        stops="host_key" if code == "host_key" else "",
    )


def server_of(to: Place) -> files.Server:
    options, secrets = to.options, to.secrets
    return files.Server(
        host=options["host"],
        port=options["port"],
        user=options["user"],
        host_key=options["host_key"],
        password=secrets.get("password", ""),
        private_key=secrets.get("private_key", ""),
    )
