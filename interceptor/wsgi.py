"""What gunicorn serves: `gunicorn --config python:interceptor.gunicorn_settings interceptor.wsgi:app`."""

from interceptor.app import create_app
from interceptor.gunicorn_settings import CONFIG

app = create_app(CONFIG)
