"""Fetch software from npm by name, exact version and hash, into a folder outside the checkout."""

from __future__ import annotations

import subprocess
import tarfile
from hashlib import sha256
from pathlib import Path

LIGHTHOUSE = "lighthouse@12.8.2"
"""The newest that runs on Node.js 18 and 20; 13 needs 22.19."""

PACKED = {
    "govuk-frontend@6.6.0": "52c4eb554e54d8a6e4ba801e9da5ec3a5b930fd2f117a39677f0b6296e954751",
    "lforms@40.1.3": "288cff4360e8a90a44e994a01422d2cf970170000ce915b5739ccc383097edd9",
    "survey-core@2.5.38": "985e53ca7050955190becf13f5b8623355dc89391af19bb46b98f9e8bfb27808",
    "survey-js-ui@2.5.38": "b5d0e22c2c12266579b4eaa02cac7655022f966fead8c988c96161420fb181ca",
}
"""Packages whose built files stand alone, so that nothing else has to come with them."""


class FetchError(Exception):
    """A package could not be fetched, or is not the one that was measured."""


def lighthouse(folder: Path) -> Path:
    """Return a folder below which Lighthouse is installed, without running any package's script."""
    place = folder / LIGHTHOUSE
    if not (place / "node_modules" / "lighthouse" / "package.json").is_file():
        place.mkdir(parents=True, exist_ok=True)
        _npm(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(place), LIGHTHOUSE], place)
    return place


def packed(name: str, folder: Path) -> Path:
    """Return the unpacked folder of one package of PACKED, whose hash is checked."""
    place = folder / name
    archive = place / "package.tgz"
    if not archive.is_file():
        place.mkdir(parents=True, exist_ok=True)
        (place / _npm(["pack", "--silent", name], place).strip().splitlines()[-1]).rename(archive)
    if sha256(archive.read_bytes()).hexdigest() != PACKED[name]:
        raise FetchError(f"{name} is not the package that benchmarks/packages.py names: its SHA-256 differs.")
    with tarfile.open(archive) as opened:
        opened.extractall(place, filter="data")
    return place / "package"


def _npm(arguments: list[str], folder: Path) -> str:
    try:
        done = subprocess.run(["npm", *arguments], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S607
    except FileNotFoundError as missing:
        raise FetchError("npm is not here. Install Node.js 18 or newer with npm.") from missing
    except subprocess.CalledProcessError as failed:
        raise FetchError(f"npm could not fetch {arguments[-1]}. It said: {failed.stderr.strip()[-300:]}") from failed
    return done.stdout
