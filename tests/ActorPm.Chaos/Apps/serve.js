// A web server that knows nothing of ActorPm: it answers each request with its pid, its name and the request's token, and writes numbered lines as logger.c does.
// While the file `bad APP` lies in CHAOS_DIR it is a release that exits at once.
const fs = require('node:fs');
const http = require('node:http');
const { CHAOS_APP: app, CHAOS_DIR: directory, PORT: port } = process.env;
if (fs.existsSync(`${directory}/bad ${app}`)) {
  console.error('a bad release');
  process.exit(2);
}

const server = http.createServer((request, response) => response.end(`${process.pid} ${app} ${new URL(request.url, 'http://app').searchParams.get('token')}\n`));
if (process.env.LISTEN_FDS && !process.env.NODE_UNIQUE_ID) server.listen({ fd: 3 });
else server.listen(Number(port), '127.0.0.1');

const run = `${process.pid}-${process.hrtime.bigint()}`;
const written = fs.openSync(`${directory}/runs/${app} ${run}`, 'w', 0o600);
const count = Buffer.alloc(8);
let number = 0;
setInterval(() => {
  const line = `L ${app} ${run} ${number + 1} ${process.hrtime.bigint()} ${'x'.repeat((number + 1) % 40)}|\n`;
  try {
    fs.writeSync(1, line); // shorter than PIPE_BUF: wholly or not at all
  } catch (full) {
    if (full.code === 'EAGAIN') return;
    throw full;
  }
  number++;
  count.writeBigInt64LE(BigInt(number));
  fs.writeSync(written, count, 0, 8, 0);
}, 100);
