"""What is installed from a package is whole: it serves and speaks four languages. Without catalogues none is built."""

import re
import shutil
import site
import subprocess
import sys
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from schakel import __version__
from schakel.einvoice.language import LANGUAGES
from scripts import catalogues
from scripts.catalogues import IncompleteCatalogue, compile_complete, read_catalogue
from scripts.check_installed import faults

ROOT = Path(__file__).resolve().parents[1]
PACKAGED = (
    "schakel",
    "scripts",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "SECURITY.md",
    "requirements.lock",
    "requirements-s3.lock",
)
TRANSLATED = {f"schakel/locale/{each}/LC_MESSAGES/django.mo" for each in LANGUAGES if each != "en"}
TEXTS = {f"schakel/locale/{each}/words.json" for each in LANGUAGES}


@pytest.fixture(scope="module")
def tree(tmp_path_factory) -> Path:
    """As it comes from the repository: nothing is compiled."""
    place = tmp_path_factory.mktemp("tree")
    for name in PACKAGED:
        whole = ROOT / name
        if whole.is_dir():
            shutil.copytree(whole, place / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(whole, place / name)
    return place


def pip(*words: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def build_wheel(source: Path, target: Path) -> subprocess.CompletedProcess:
    return pip("wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index", "-w", str(target), str(source))


@pytest.fixture(scope="module")
def wheel(tree, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    done = build_wheel(tree, target)
    assert done.returncode == 0, done.stderr
    [built] = target.iterdir()
    return built


@pytest.mark.processes
def test_the_wheel_is_installed_apart_and_serves_in_four_languages(wheel, tmp_path):
    """The packages it needs are those of this environment; `make release` fetches them by the lock."""
    venv.create(tmp_path / "env", with_pip=False, symlinks=True)
    python, [packages] = tmp_path / "env" / "bin" / "python", (tmp_path / "env" / "lib").glob("python*/site-packages")
    done = pip("--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel))
    assert done.returncode == 0, done.stderr
    (packages / "needed.pth").write_text(
        "\n".join(site.getsitepackages())
    )  # without their own .pth: not the repository
    assert list(faults(tmp_path / "env" / "bin", __version__)) == []


@pytest.mark.processes
def test_the_source_distribution_makes_the_same_wheel(tree, wheel, tmp_path):
    for name in TRANSLATED:
        (tree / name).write_bytes(b"an old one")  # what was compiled before does not travel
    code = f"from scripts.build_backend import build_sdist; build_sdist({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=tree, check=True, timeout=60)
    [made] = tmp_path.glob("*.tar.gz")
    with tarfile.open(made) as archive:
        assert [name for name in archive.getnames() if name.endswith((".mo", ".pyc"))] == []
    subprocess.run(["tar", "-xf", str(made), "-C", str(tmp_path)], check=True)
    source = made.with_suffix("").with_suffix("")
    done = build_wheel(source, tmp_path)
    assert done.returncode == 0, done.stderr
    with ZipFile(tmp_path / wheel.name) as second, ZipFile(wheel) as first:
        assert set(first.namelist()) >= TRANSLATED | TEXTS
        assert {each.filename: each.CRC for each in second.infolist()} == {
            each.filename: each.CRC for each in first.infolist()
        }


@pytest.mark.processes
@pytest.mark.parametrize("domain", catalogues.DOMAINS)
def test_a_wheel_without_a_catalogue_is_not_built(domain, tree, tmp_path):
    source = shutil.copytree(tree, tmp_path / "source")
    (source / "schakel" / "locale" / "de" / "LC_MESSAGES" / f"{domain}.po").unlink()
    done = build_wheel(source, tmp_path / "wheels")
    assert done.returncode != 0
    assert f"no catalogue: schakel/locale/de/LC_MESSAGES/{domain}.po" in done.stderr
    assert list((tmp_path / "wheels").glob("*.whl")) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: "", "de: no sentence at all"),
        (lambda text: text.replace('msgstr "Anmelden"', 'msgstr ""'), "de: 1 sentences without translation, first: Sign in"),
        (lambda text: re.sub(r'msgstr\[1\] ".+"', 'msgstr[1] ""', text, count=1), "de: 1 sentences without translation"),
    ],
)  # fmt: skip
def test_a_catalogue_that_is_not_complete_is_not_compiled_for_a_package(change, told, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues, "LANGUAGES", ("de",))
    monkeypatch.setattr(catalogues, "DOMAINS", ("django",))
    there = catalogues.source("de", "django").read_text()
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    path = catalogues.source("de", "django")
    path.parent.mkdir(parents=True)
    assert change(there) != there
    path.write_text(change(there))
    with pytest.raises(IncompleteCatalogue, match=told):
        compile_complete()
    assert not catalogues.compiled(path).exists()


def test_texts_that_are_not_complete_are_not_compiled_for_a_package(tmp_path, monkeypatch):
    monkeypatch.setattr(catalogues.words, "faults", lambda: iter(["de: missing: cli.outcome valid"]))
    monkeypatch.setattr(catalogues, "compile_catalogue", lambda language, path: pytest.fail("was compiled"))
    with pytest.raises(IncompleteCatalogue, match="de: missing: cli"):
        compile_complete()


def test_every_language_has_its_catalogues_and_no_other_is_there():
    assert {path.name for path in catalogues.LOCALE.iterdir()} == set(LANGUAGES)
    least = {"django": 1000, "command": 100}
    short = [path for language, path in catalogues.sources() if len(read_catalogue(language, path)) < least[path.stem]]
    assert short == []
    assert len(catalogues.sources()) == len(least) * len(catalogues.LANGUAGES)
