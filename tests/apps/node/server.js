// A web server to be put behind apm: a cluster's workers share PORT, an instance behind a proxy listens on the port or socket that PORT names.
//   GET /            hello from PID              GET /?ms=500     the same, after 500 ms
//   GET /health      200, or 503 while ill       POST /ill, /well make it so
// SIGINT and SIGTERM end it politely: no new connections, what is under way is finished.
const http = require('node:http');

let isIll = false;

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://here');
  if (url.pathname === '/health') {
    response.writeHead(isIll ? 503 : 200).end(isIll ? 'ill\n' : 'well\n');
  } else if (request.method === 'POST' && (url.pathname === '/ill' || url.pathname === '/well')) {
    isIll = url.pathname === '/ill';
    response.end();
  } else {
    setTimeout(() => response.end(`hello from ${process.pid}\n`), Math.min(Number(url.searchParams.get('ms')) || 0, 60_000));
  }
});

const place = process.env.PORT ?? '0';
const onListening = () => {
  const address = server.address();
  console.log(`listening on ${typeof address === 'string' ? address : address.port}`);
  process.send?.('ready');
};
if (/^\d+$/.test(place)) {
  server.listen(Number(place), process.env.HOST ?? '127.0.0.1', onListening);
} else {
  server.listen(place, onListening);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
