"""The network between phone and server: it loses what a scenario says, and counts what passes."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Network:
    """A proxy on loopback. It is the address that phones know. What is lost and counted is what is posted to addresses that end
    in `answers`."""

    def __init__(self, port, answers=""):
        self.port = port
        self.lock = threading.Lock()
        # What becomes of the next posts: "request" and "reply" are lost, None passes.
        self.fates = []
        self.posts = 0
        network = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.carry(None)

            def do_POST(self):
                self.carry(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

            do_PUT = do_POST

            def carry(self, body):
                path = self.path.partition("?")[0]
                fate = network.fate(body is not None and path.endswith(answers))
                if fate == "request":
                    self.lose()
                    return
                # A server knows its own address by the name that it is called.
                kept = ("host", "content-type", "accept", "authorization", "dpop", "countersign-client")
                headers = {name: value for name, value in self.headers.items() if name.lower() in kept}
                try:
                    server = http.client.HTTPConnection("127.0.0.1", network.port, timeout=60)
                    server.request(self.command, self.path, body, headers)
                    reply = server.getresponse()
                    content = reply.read()
                    server.close()
                except OSError:
                    self.lose()
                    return
                if fate == "reply":
                    self.lose()
                    return
                self.send_response_only(reply.status)
                for name, value in reply.getheaders():
                    if name.lower() in ("content-type", "date", "retry-after", "dpop-nonce", "www-authenticate"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(content)
                self.close_connection = True

            def lose(self):
                self.close_connection = True
                self.connection.close()

            def log_message(self, *_):
                pass

            def handle(self):
                try:
                    super().handle()
                except OSError:
                    pass

            def finish(self):
                try:
                    super().finish()
                except OSError:
                    pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fate(self, posts):
        with self.lock:
            if not posts:
                return None
            self.posts += 1
            return self.fates.pop(0) if self.fates else None

    def lose(self, *fates):
        with self.lock:
            self.fates = list(fates)

    def sent(self):
        """How many posts came since this was asked last."""
        with self.lock:
            posts, self.posts = self.posts, 0
            return posts

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
