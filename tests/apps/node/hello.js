// A small web server: answers every request with its own pid. PORT 0 (the default) lets the system choose.
const http = require('node:http');

const server = http.createServer((request, response) => response.end(`hello from ${process.pid}\n`));
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
process.on('SIGINT', () => server.close(() => process.exit(0)));
