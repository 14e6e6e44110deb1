"""Downloads releases with the published `acmc` client, and tells what it made of them.

    acmc_client.py FOLDER

That client speaks to https alone. So this listens as https://localhost:PORT, by a certificate of
its own, and hands on what comes, as the proxy in front of a platform does. It writes PORT on a line
of standard output. Then it reads calls, a JSON object on a line each, with `upstream` (the host and
port of the gateway), `key` and `item`, and writes what came of each on a line: the newest `release`
and its `files`, or the `error`. What is downloaded, and the client's own log, is in FOLDER.
"""

import contextlib
import hashlib
import http.client
import http.server
import json
import os
import pathlib
import ssl
import sys
import threading

import trustme

KINDS = ["archive", "checksum", "signature", "publicKey"]
CHUNK = 64 * 1024


def main():
    os.chdir(sys.argv[1])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.socket = trust(server.socket)
    port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    trud = client(port)
    print(port, flush=True)
    for line in sys.stdin:
        call = json.loads(line)
        Proxy.upstream = call["upstream"]
        print(json.dumps(tell(trud, call["key"], call["item"])), flush=True)


def trust(socket):
    """TLS for this socket, by an authority that requests trusts from now on."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path("authority.pem")
    os.environ["REQUESTS_CA_BUNDLE"] = os.path.abspath("authority.pem")
    return context.wrap_socket(socket, server_side=True)


def client(port):
    # What it imports says on standard output what else could be installed.
    with contextlib.redirect_stdout(sys.stderr):
        from acmc import trud
    trud.FQDN = f"localhost:{port}"
    trud.DOWNLOADS_PATH = pathlib.Path("downloads")
    trud.DOWNLOADS_PATH.mkdir()
    return trud


def tell(trud, key, item):
    try:
        releases = trud.get_releases(item, API_KEY=key, latest=True)
        (release,) = releases
        files = {kind: fetch(trud, item, release, kind) for kind in KINDS}
        return {"release": release, "files": files, "error": None}
    except Exception as error:
        response = getattr(error, "response", None)
        status = None if response is None else response.status_code
        return {"error": type(error).__name__, "status": status}


def fetch(trud, item, release, kind):
    path = trud.download_release_file(item, 1, release, kind)
    if kind == "archive":
        trud.validate_download_hash(path, release["archiveFileSha256"])
    content = path.read_bytes()
    return {"name": path.name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


class Proxy(http.server.BaseHTTPRequestHandler):
    upstream = None

    def do_GET(self):
        connection = http.client.HTTPConnection(self.upstream, timeout=30)
        headers = {name: value for name, value in self.headers.items() if not between(name)}
        headers["X-Forwarded-Proto"] = "https"
        headers["X-Forwarded-For"] = self.client_address[0]
        connection.request("GET", self.path, headers=headers)
        with connection.getresponse() as answer:
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if not between(name):
                    self.send_header(name, value)
            self.end_headers()
            while chunk := answer.read(CHUNK):
                self.wfile.write(chunk)
        connection.close()

    def log_message(self, *arguments):
        """Nothing: there are keys in paths."""


def between(name):
    """Whether a header is of one connection alone."""
    return name.lower() in ("connection", "keep-alive", "transfer-encoding")


if __name__ == "__main__":
    main()
