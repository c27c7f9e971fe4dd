"""The WSGI app object, for any server: `granian --interface wsgi app:app`."""

from careguide.web import create_app

app = create_app()
