"""A small web server: answers every request with its own pid. PORT 0 (the default) lets the system choose."""
import http.server
import os


class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"hello from {os.getpid()}\n".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


with http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "0"))), Hello) as server:
    print(f"listening on {server.server_address[1]}")
    server.serve_forever()
