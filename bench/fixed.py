"""Two nginx of our own: the mock that answers at once, by path, and the plain proxy before it that shows what nginx alone can do."""

from pathlib import Path

from bench.wires import WIRES

HEAD = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_max_body_size 32m;
    client_body_buffer_size 512k;
    keepalive_requests 1000000;
    tcp_nodelay on;
"""

# The body is read whole before the answer begins, as a model's would be: that is all that mirror does here. A file is served to a
# GET alone: error_page makes one of the POST. sub_filter finds nothing, but makes a stream come in chunks, as real ones do.
MOCK = """
    open_file_cache max=100 inactive=1h;
    open_file_cache_valid 1h;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/answers;
        error_page 405 =200 $uri.answer;
        location = /read-the-body {{ internal; return 204; }}
        location /json/ {{ mirror /read-the-body; }}
        location /stream/ {{ mirror /read-the-body; }}
        location ~ ^/json/.*[.]answer$ {{ internal; default_type application/json; }}
        location ~ ^/stream/.*[.]answer$ {{
            internal;
            default_type text/event-stream;
            sub_filter_types text/event-stream;
            sub_filter "nothing that stands in it" "";
        }}
    }}
}}
"""

LIMIT = """
    upstream mock {{ server 127.0.0.1:{mock} max_fails=0; keepalive 64; keepalive_requests 1000000; }}
    upstream paced {{ server 127.0.0.1:{paced} max_fails=0; keepalive 64; keepalive_requests 1000000; }}
    proxy_http_version 1.1;
    proxy_buffering off;
    proxy_set_header Connection "";
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://mock; }}
        location /paced/ {{ proxy_pass http://paced; }}
        location /first/ {{ proxy_pass http://paced; }}
    }}
}}
"""


def write_mock(folder: Path, port: int) -> Path:
    """Write the mock's configuration and answers below folder; returns the configuration's path."""
    for wire in WIRES:
        for kind, answer in (("json", wire.whole), ("stream", wire.stream())):
            path = folder / "answers" / kind / "v1" / wire.path
            path.parent.mkdir(parents=True, exist_ok=True)
            # The file that a POST is refused for, and the one that it then gets.
            path.touch()
            path.with_name(f"{path.name}.answer").write_bytes(answer)
    return _write(folder, (HEAD + MOCK).format(folder=folder, port=port))


def write_limit(folder: Path, port: int, mock: int, paced: int) -> Path:
    """Write the plain proxy's configuration below folder; mock and paced are the ports behind it. Returns the configuration's path."""
    return _write(folder, (HEAD + LIMIT).format(folder=folder, port=port, mock=mock, paced=paced))


def _write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path
