"""What is handed to an operator is accepted by the programs that read it, and says the same as the settings and the guide."""

import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from schakel.hub import settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("schakel*.*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
PROGRAM = "/opt/schakel/bin/schakel"


def needs(program: str) -> pytest.MarkDecorator:
    """/usr/sbin, where nginx is, is not on everybody's path."""
    return pytest.mark.skipif(not found(program), reason=f"{program} is not here")


def found(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")


def run(*command: str | Path, **more: str) -> subprocess.CompletedProcess:
    env = {**os.environ, **more}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env)


@needs("systemd-analyze")
def test_the_units_are_accepted(tmp_path):
    """In a copy that starts Python: `verify` wants a program that is there."""
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace(PROGRAM, sys.executable))
    done = run("systemd-analyze", "verify", *(tmp_path / unit.name for unit in UNITS))
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs("systemd-analyze")
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_a_unit_may_do_little(unit):
    """From 0, sealed, to 10, everything; what is left is the network, which Schakel is for."""
    said = run("systemd-analyze", "security", "--offline=true", unit).stdout
    assert float(re.search(r"exposure level for \S+: ([\d.]+)", said).group(1)) < 2.0


def test_a_stop_ends_all_and_a_failed_disk_is_not_restarted():
    """Exit codes: docs/operating/commands.md."""
    lines = (DEPLOY / "systemd" / "schakel.service").read_text().splitlines()
    for wanted in ("UMask=0077", "KillMode=control-group", "Restart=on-failure", "RestartPreventExitStatus=2 3"):
        assert wanted in lines


@needs("caddy")
@pytest.mark.parametrize("place", ["proxy", "container"])
def test_caddy_accepts_its_file(place):
    file = DEPLOY / place / "Caddyfile"
    done = run(found("caddy"), "validate", "--adapter", "caddyfile", "--config", file, DOMAIN="schakel.example.be")
    assert "Valid configuration" in done.stdout + done.stderr


@needs("nginx")
def test_nginx_accepts_its_file(tmp_path):
    certificate, key = self_signed(tmp_path)
    said = (DEPLOY / "proxy" / "nginx.conf").read_text()
    said = re.sub(r"ssl_certificate .*;", f"ssl_certificate {certificate};", said)
    said = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {key};", said)
    said = re.sub(
        r"listen (\[::\]:)?(\d+)", lambda port: f"listen {port[1] or '127.0.0.1:'}{30000 + int(port[2])}", said
    )
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {said} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = run(found("nginx"), "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf")
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def self_signed(place: Path) -> tuple[Path, Path]:
    key, now = ec.generate_private_key(ec.SECP256R1()), timezone.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "schakel.example.be")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
    (place / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (place / "key.pem").write_bytes(key.private_bytes(*form))
    return place / "cert.pem", place / "key.pem"


@pytest.mark.parametrize("file", ["proxy/Caddyfile", "proxy/nginx.conf", "container/Caddyfile"])
def test_a_proxy_lets_through_what_schakel_takes(file):
    """Schakel itself says what is too large, in the reader's language or as the network's own error."""
    [limit] = re.findall(r"(?:max_size|client_max_body_size) (\d+)(?:MB|m)", (DEPLOY / file).read_text())
    assert int(limit) * 1_000_000 >= max(settings.UPLOAD_LIMIT, settings.AS4_LIMIT)


def test_every_setting_that_is_used_is_documented():
    documented = (ROOT / "docs" / "operating" / "settings.md").read_text()
    used = {
        name
        for file in DEPLOY.rglob("*")
        if file.is_file()
        for name in re.findall(r"SCHAKEL_[A-Z0-9_]+", file.read_text())
    }
    assert used
    assert {name for name in used if f"| `{name}` |" not in documented} == set()


def test_the_container_installs_as_the_guide_says():
    """The same pip commands, which `make release` runs in fresh environments before it tags."""
    steps = re.compile(r"/opt/schakel/bin/pip install( .*)")
    guide = steps.findall((ROOT / "docs" / "operating" / "README.md").read_text())
    container = steps.findall((DEPLOY / "container" / "Containerfile").read_text().replace(" \\\n", "\n"))
    plain = [
        " ".join(re.sub(r"--no-cache-dir|/build/|-VERSION-py3-none-any|-\*", " ", step).split()) for step in container
    ]
    assert plain == [" ".join(step.replace("-VERSION-py3-none-any", " ").split()) for step in guide]


def test_the_container_runs_as_nobody_with_one_place_to_write():
    said = (DEPLOY / "container" / "Containerfile").read_text()
    assert re.findall(r"^(?:USER|VOLUME) .*", said, re.MULTILINE) == ["USER schakel", "VOLUME /var/lib/schakel"]
    compose = (DEPLOY / "container" / "compose.yaml").read_text()
    for wanted in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "stop_grace_period: 60s"):
        assert wanted in compose
