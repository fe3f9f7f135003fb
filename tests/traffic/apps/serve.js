// Answers with its pid and the request's token; streams events, hashes uploads, sends much, and counts what it saw.
const { createHash } = require('node:crypto');
const http = require('node:http');
const seen = {};
http.createServer((request, response) => {
  const url = new URL(request.url, 'http://app');
  seen[url.pathname] = (seen[url.pathname] ?? 0) + 1;
  if (url.pathname === '/upload') {
    const hash = createHash('sha256');
    request.on('data', bytes => hash.update(bytes)).on('end', () => response.end(hash.digest('hex')));
  } else if (url.pathname === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    let sent = 0;
    const timer = setInterval(() => {
      response.write(`data: ${++sent} ${process.pid}\n\n`);
      if (sent < Number(url.searchParams.get('count'))) return;
      clearInterval(timer);
      response.end();
    }, Number(url.searchParams.get('every')));
    response.on('close', () => clearInterval(timer));
  } else if (url.pathname === '/much') {
    response.end(Buffer.alloc(32 * 1024 * 1024, 'm'));
  } else if (url.pathname === '/seen') {
    response.end(JSON.stringify(seen));
  } else {
    request.resume().on('end', () => response.end(`${process.pid} ${url.searchParams.get('token') ?? ''}\n`));
  }
}).listen(require('./listen'));
