"""How gunicorn serves the program: `gunicorn -c python:mobility.cli.gunicorn "mobility.cli.wsgi:application()"`."""

from __future__ import annotations

import logging

from gunicorn.config import Config
from gunicorn.glogging import Logger

from mobility import observability
from mobility.config import Settings

_settings = Settings()


class JsonLog(Logger):
    """Gunicorn's own lines, in the form of all others. There is no access log: an address bar may hold names."""

    def setup(self, cfg: Config) -> None:
        self.cfg = cfg
        self.loglevel = getattr(logging, _settings.log_level)  # type: ignore[misc]  # an attribute of its objects
        observability.configure(_settings.log_level)
        for own in (self.error_log, self.access_log):
            own.handlers[:] = []
            own.propagate = True
            own.setLevel(self.loglevel)


bind = f"{_settings.web_host}:{_settings.web_port}"
worker_class = "gthread"
workers = _settings.web_workers
threads = _settings.web_threads
preload_app = True  # one import for all processes; create_app opens no connection
timeout = 60
graceful_timeout = 4  # so that the supervisor's ten seconds are enough
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
forwarded_allow_ips = "*" if _settings.proxy_count else "127.0.0.1"
logger_class = JsonLog
control_socket_disable = True
