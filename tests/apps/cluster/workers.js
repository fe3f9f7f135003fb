// A cluster app with a server of every kind that WORKER_SERVERS names, as JSON: {"http":8080,"https":…}. Port 0 lets the system choose; the ports that
// came out are on the first line of its output, and every answer is `PID IS_WORKER WORKER_ID`.
const cluster = require('node:cluster');
const crypto = require('node:crypto');
const dgram = require('node:dgram');
const fs = require('node:fs');
const http = require('node:http');

const wanted = JSON.parse(process.env.WORKER_SERVERS);
const who = () => `${process.pid} ${cluster.isWorker} ${cluster.worker?.id}`;
const ports = {};
let left = Object.keys(wanted).length;

function done(name, server) {
  server.on('error', e => { console.log(`${name} ${e.code}`); count(); });
  server.on('listening', () => { ports[name] = server.address().port ?? server.address(); count(); });
  function count() { if (--left === 0) console.log(`ports ${JSON.stringify(ports)}`); }
  return server;
}

function answer(request, response) {
  if (request.url === '/close') server.close();
  if (request.url === '/slow') { setTimeout(() => response.end(who()), 1500); return; }
  response.end(who());
}

let server;
const tls = () => ({ key: fs.readFileSync(process.env.TLS_KEY), cert: fs.readFileSync(process.env.TLS_CERT) });
for (const [name, place] of Object.entries(wanted)) {
  switch (name.replace(/\d+$/, '')) {
    case 'http':
      server = done(name, http.createServer(answer)).listen(place);
      server.on('upgrade', (request, socket) => {
        // As much of WebSocket as shows that the connection is upgraded: whatever comes goes back.
        const accept = crypto.createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64');
        socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
        socket.on('data', data => socket.write(data));
      });
      break;
    case 'https': done(name, require('node:https').createServer(tls(), answer)).listen(place); break;
    case 'h': done(name, require('node:http2').createSecureServer(tls(), answer)).listen(place); break;
    case 'v': done(name, http.createServer(answer)).listen(place, '::1'); break;
    case 'exclusive': done(name, http.createServer(answer)).listen({ port: place, host: '127.0.0.1', exclusive: true }); break;
    case 'udp': done(name, dgram.createSocket('udp4')).on('message', function (m, from) { this.send(who(), from.port, from.address); }).bind(place, '127.0.0.1'); break;
  }
}

if (process.env.WORKER_GARBAGE) {
  const junk = ['{"cmd":"NODE_CLUSTER"', '{"cmd":"NODE_CLUSTER","act":"queryServer","port":99999999,"seq":1}', '{"cmd":"NODE_CLUSTER","ack":3,"accepted":true}',
    '{"cmd":"NODE_CLUSTER","act":"queryServer","fd":3,"port":null,"address":null,"seq":9,"index":0}', '{"cmd":"NODE_HANDLE_ACK"}', '{"cmd":"NODE_HANDLE_NACK"}',
    '{"cmd":"NODE_CLUSTER","act":"close","key":"null:1:4:undefined:0"}', '{"cmd":"NODE_ACTORPM_DRAINING","left":-1}', '[]', '{"cmd":"NODE_CLUSTER","act":{},"seq":"x"}'];
  for (const line of junk) fs.writeSync(3, line + '\n');
}
