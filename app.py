"""The WSGI app object, for servers that drop headers with an underscore: `gunicorn --worker-class gthread app:app`."""

from careguide.web import create_app

app = create_app()
