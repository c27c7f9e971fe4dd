"""A machine with careguide on it, installed and set up by the recipes, from a wheel and nothing but wheels."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from careguide import __version__
from tests.conftest import IN_CHECKOUT, ROOT
from tests.deploy.machine import Machine
from tests.deploy.recipes import FILES, recipe
from tests.deploy.visits import NAME, Visitor

TOOLS = ("curl", "ip", "nginx", "nsenter", "openssl", "setpriv", "systemctl", "unshare")
PYTHON = "/usr/bin/python3"
"""Of the system: an account that is made for a service cannot see one that lies in somebody's home."""
NEXT = "9.9.9"
"""The version that there is to upgrade to."""

Boot = Callable[[Path], Machine]


@pytest.fixture(scope="session", autouse=True)
def _can_be_run() -> None:
    if os.environ.get("REQUIRE_DEPLOY") != "1":
        pytest.skip("boots machines, which takes minutes: REQUIRE_DEPLOY=1 runs it, and .ci/run does")
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if not IN_CHECKOUT:
        reason = "reads recipes that only a checkout has, not a wheel"
    elif missing:
        reason = f"recipes need what is not on this machine: {', '.join(missing)}"
    elif os.geteuid():
        reason = "recipes set up a machine, and only root can"
    elif subprocess.run([PYTHON, "-c", "import ensurepip, venv"], check=False, capture_output=True).returncode:
        reason = f"recipes need {PYTHON} with venv (Debian: python3-venv)"
    else:
        return
    if IN_CHECKOUT:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def boot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Boot]:
    """Return how to boot a machine with files laid over those of this one; all of them are stopped in the end."""
    folder = tmp_path_factory.mktemp("machines")
    booted: list[Machine] = []

    def boot(brought: Path) -> Machine:
        booted.append(Machine(folder / str(len(booted)), brought))
        return booted[-1]

    yield boot
    for machine in booted:
        machine.stop()


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of this version and of the next one, and gather the wheels of all that they need."""
    folder = tmp_path_factory.mktemp("wheels")
    source = tmp_path_factory.mktemp("source") / "careguide"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "tests", "node_modules"))
    shutil.copy(ROOT / ".gitignore", source)
    start = source / "careguide" / "__init__.py"
    for version in (__version__, NEXT):
        text = start.read_text(encoding="utf-8")
        start.write_text(text.replace(f'"{__version__}"', f'"{version}"'), encoding="utf-8")
        build = ["build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
        subprocess.run([sys.executable, "-m", *build], check=True, capture_output=True)
    told = [PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
    version = subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()
    fitting = ["--only-binary=:all:", f"--python-version={version}"]
    locked = ["--require-hashes", "-r", str(ROOT / "requirements.txt")]
    download = ["download", "-q", *fitting, "--dest", str(folder), *locked]
    subprocess.run([sys.executable, "-m", "pip", *download], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a key and a certificate for the name of the guide, signed by itself."""
    folder = tmp_path_factory.mktemp("tls")
    made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    named = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(["openssl", *made, *named, *files], check=True, capture_output=True)
    return folder / "fullchain.pem"


@pytest.fixture(scope="session")
def installed(boot: Boot, wheels: Path, certificate: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install both versions by the recipe, away from any index, and return the files to bring along to a machine."""
    folder = tmp_path_factory.mktemp("brought")
    folder.chmod(0o755)
    shutil.copytree(wheels, folder / "srv")
    shutil.copy(ROOT / "requirements.txt", folder / "srv")
    machine = boot(folder)
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/srv"}
    machine.sh(f"cd /srv\n{recipe('lock')}", VERSION=NEXT, **offline)
    machine.sh(f"cd /srv\n{recipe('install')}", VERSION=NEXT, **offline)
    machine.sh(f"cd /srv\n{recipe('install')}", VERSION=__version__, **offline)
    machine.sh(recipe("switch"), VERSION=__version__)
    shutil.rmtree(folder / "srv")
    shutil.copytree(machine.path("/opt/careguide"), folder / "opt" / "careguide", symlinks=True)
    machine.stop()
    shutil.copytree(FILES, folder / "srv" / "deploy")
    shutil.copytree(certificate.parent, folder / "etc" / "careguide" / "tls")
    return folder


@pytest.fixture(scope="session")
def site(boot: Boot, installed: Path) -> Machine:
    """Set up one machine whole: two instances, and nginx in front."""
    machine = boot(installed)
    for name in ("settings", "service", "nginx"):
        machine.sh(f"cd /srv\n{recipe(name)}")
    return machine


@pytest.fixture(scope="session")
def visitor(certificate: Path) -> Visitor:
    """Return who visits the guide, once on the network of its machine."""
    return Visitor(certificate)
