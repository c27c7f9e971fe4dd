"""A real WordPress from Debian's packages, in a folder of its own: PHP's server, a MariaDB on a socket, one theme."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.waiting import until

SHARED = Path("/usr/share/wordpress")
THEME = SHARED / "wp-content/themes/twentytwentyone"
PROGRAMS = ("php", "mariadbd", "mariadb-install-db", "mariadb")
FILES = ("index.php", "wp-blog-header.php", "wp-load.php", "wp-settings.php")
SECONDS_TO_START = 180

CONFIG = """<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('WP_HOME', '{url}');
define('WP_SITEURL', '{url}');
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', '127.0.0.1');
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""

NEARBY = """<?php
// WordPress asks no server on its own machine and no odd port; in life the guide is neither.
add_filter('http_request_host_is_external', '__return_true');
add_filter('http_allowed_safe_ports', fn ($ports) => [...$ports, {port}]);
"""

INSTALL = """<?php
define('WP_INSTALLING', true);
function wp_new_blog_notification() {{}}
$_SERVER['HTTP_HOST'] = 'localhost';
require '{site}/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('A clinic', 'owner', 'owner@clinic.example', false, '', 'not-a-secret-of-anyone');
switch_theme('twentytwentyone');
"""

PASTE = """<?php
$_SERVER['HTTP_HOST'] = 'localhost';
require '{site}/wp-load.php';
$page = ['post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Help'];
echo wp_insert_post([...$page, 'post_content' => '{text}']);
"""

PASTED = """<!-- wp:embed {{"url":"{url}"}} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
{url}
</div></figure>
<!-- /wp:embed -->"""
"""What the editor makes of an address that is pasted into a page."""


@dataclass(frozen=True)
class WordPress:
    """A running WordPress: its address, and its folder."""

    url: str
    folder: Path

    def pasted(self, guide: str) -> str:
        """Make a page of an address of the guide as it is pasted, and return where the page is."""
        port = guide.rstrip("/").rsplit(":", 1)[1]
        plugins = self.folder / "site/wp-content/mu-plugins"
        plugins.mkdir(exist_ok=True)
        (plugins / "nearby.php").write_text(NEARBY.format(port=port), encoding="utf-8")
        return f"{self.url}/?page_id={self.run(PASTE.format(site=self.folder / 'site', text=PASTED.format(url=guide)))}"

    def run(self, script: str) -> str:
        """Run a script of PHP beside the site, and return what it prints."""
        path = self.folder / "run.php"
        path.write_text(script, encoding="utf-8")
        done = subprocess.run(["php", str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()


def is_here() -> None:
    """Skip a test where WordPress, MariaDB or PHP is not installed, or fail it where REQUIRE_WORDPRESS is 1."""
    missing = [name for name in PROGRAMS if not shutil.which(name)] + [str(THEME)] * (not THEME.is_dir())
    if missing:
        say = pytest.fail if os.environ.get("REQUIRE_WORDPRESS") == "1" else pytest.skip
        say(f"not installed: {', '.join(missing)}")


@contextmanager
def blogging(folder: Path) -> Iterator[WordPress]:
    """Set up a WordPress in an empty folder with a short path, and run it."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    wordpress = WordPress(f"http://localhost:{port}", folder)
    site, data, door = folder / "site", folder / "data", folder / "sql"
    (site / "wp-content/themes").mkdir(parents=True)
    for name in FILES:
        shutil.copy(SHARED / name, site)
    for name in ("wp-admin", "wp-includes"):
        (site / name).symlink_to(SHARED / name)
    (site / "wp-content/themes/twentytwentyone").symlink_to(THEME)
    (site / "wp-config.php").write_text(CONFIG.format(socket=door, url=wordpress.url), encoding="utf-8")
    as_owner = [f"--user={Path(folder).owner()}"]
    install = ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
    subprocess.run([*install, "--skip-test-db", *as_owner], check=True, capture_output=True)
    store = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--socket={door}", "--skip-networking", *as_owner]
    php = ["php", "-S", f"127.0.0.1:{port}", "-t", str(site)]
    with _running([*store, f"--pid-file={folder / 'pid'}"], folder):
        ask = ["mariadb", "--no-defaults", f"--socket={door}", "--user=root"]
        create = [*ask, "--execute=CREATE DATABASE wordpress"]
        until(
            lambda: subprocess.run(create, check=False, capture_output=True).returncode == 0,
            SECONDS_TO_START,
            "a server",
        )
        wordpress.run(INSTALL.format(site=site))
        with _running(php, folder):
            until(lambda: _answers(port), SECONDS_TO_START, "a server")
            yield wordpress


@contextmanager
def _running(command: list[str], folder: Path) -> Iterator[None]:
    with (folder / f"{command[0]}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port)
    try:
        connection.request("GET", "/wp-includes/js/wp-embed.min.js")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
