"""TLS on this machine: certificates by the throw-away PKI, servers with them, and a proxy that ends TLS as an operator's."""

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from schakel.hub.outside.web import modern_tls
from schakel.peppol.demo_pki import DemoPki
from schakel.peppol.keys import RsaKey
from schakel.peppol.pki import Role
from tests.hub.outside.server import Bad, Server

DAY = dt.timedelta(days=1)


def certificate(
    pki: DemoPki | None,
    name: str = "localhost",
    *,
    since: dt.timedelta = -DAY,
    until: dt.timedelta = DAY,
    purpose: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
) -> RsaKey:
    """For a server of this name; signed by itself without a PKI."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    above = pki.issuers[Role.ACCESS_POINT] if pki else None
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.certificate.subject if above else subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + since)
        .not_valid_after(now + until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    )
    return RsaKey(builder.sign(above.private if above else private, hashes.SHA256()), private)


def server_tls(
    key: RsaKey, place: Path, *, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, chain: tuple[RsaKey, ...] = ()
) -> ssl.SSLContext:
    """Of a server that speaks this version only."""
    file = place / "server.pem"
    above = b"".join(each.certificate.public_bytes(Encoding.PEM) for each in chain)
    file.write_bytes(key.dump() + above)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if version < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    context.load_cert_chain(file)
    return context


def trusting(pki: DemoPki) -> ssl.SSLContext:
    """As what we use, with the PKI's root in the place of the system's authorities."""
    return modern_tls(pki.root.certificate.public_bytes(Encoding.PEM).decode())


class Speaking(Bad):
    """Answers with the version of TLS that was agreed on."""

    def version(self) -> None:
        self.say(200, self.connection.version().encode())

    def fine(self) -> None:
        self.version()


@contextmanager
def serving(context: ssl.SSLContext) -> Iterator[str]:
    """`localhost:port` of a server over TLS."""

    class Secure(Server):
        def get_request(self):
            connection, address = super().get_request()
            return context.wrap_socket(connection, server_side=True), address

        def handle_error(self, request, client_address):
            pass

    with Secure(("127.0.0.1", 0), Speaking) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"localhost:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def proxy(context: ssl.SSLContext, port: int) -> Iterator[str]:
    """`localhost:port` of what ends TLS in front of a service on another port, and says so in a header."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, args=(listener, context, port), daemon=True).start()
        yield f"localhost:{listener.getsockname()[1]}"


def accept(listener: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):  # until the listener is closed
        while True:
            outside, _ = listener.accept()
            threading.Thread(target=relay, args=(outside, context, port), daemon=True).start()


def relay(outside: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """One request and its answer."""
    with suppress(OSError), context.wrap_socket(outside, server_side=True) as client, socket.socket() as inside:
        head, body = b"", b""
        while b"\r\n\r\n" not in head and (piece := client.recv(1 << 16)):
            head += piece
        head, _, body = head.partition(b"\r\n\r\n")
        inside.connect(("localhost", port))
        inside.sendall(head + b"\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n" + body)
        reader = threading.Thread(target=copy, args=(client, inside), daemon=True)
        reader.start()
        copy(inside, client)


def copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(1 << 16):
            target.sendall(piece)
