// The least that serves: nothing is done for reloads, as in most apps.
const http = require('node:http');
const server = http.createServer((request, response) => response.end('hello\n'));
if (process.env.LISTEN_FDS && !process.env.NODE_UNIQUE_ID) {
  server.listen({ fd: 3 });
} else {
  server.listen(Number(process.env.PORT), '127.0.0.1');
}
