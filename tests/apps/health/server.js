// A server whose health is what files beside it say: /ready answers 503 while "busy" is there, /live hangs while "hung" is there.
const fs = require('fs');
const http = require('http');
const path = require('path');

const there = (name) => fs.existsSync(path.join(process.env.STATE_DIRECTORY, name));

http.createServer((request, response) => {
  if (request.url === '/live' && there('hung')) return;
  response.statusCode = request.url === '/ready' && there('busy') ? 503 : 200;
  response.end(`${process.pid}\n`);
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log(`listening on ${process.env.PORT}`));
