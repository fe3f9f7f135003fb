// An app whose release is what the file `fault` beside it says.
const fs = require('fs');
const http = require('http');
const path = require('path');

const fault = fs.readFileSync(path.join(__dirname, 'fault'), 'utf8');
const port = Number(process.env.PORT);
const serve = (where, status, text) => http.createServer((request, response) => response.writeHead(status).end(text)).listen(where, '127.0.0.1');
const actions = {
  'none': () => serve(port, 200, 'good\n'),
  'never ready': () => setInterval(() => {}, 1000),
  'exits after 2 s': () => { serve(port, 200, 'bad\n'); setTimeout(() => { console.error('it breaks'); process.exit(3); }, 2000); },
  'answers 500': () => serve(port, 500, 'bad\n'),
  'listens on another port': () => serve(port + 1, 200, 'bad\n'),
  'needs 10 s to start': () => setTimeout(() => serve(port, 200, 'bad\n'), 10000),
};
actions[fault]();
