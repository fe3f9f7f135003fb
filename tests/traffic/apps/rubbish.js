// A worker of a cluster that serves well and writes what it likes to the channel of its primary.
const fs = require('node:fs');
const http = require('node:http');
http.createServer((request, response) => response.end(`${process.pid}\n`)).listen(Number(process.env.PORT), '127.0.0.1');

const channel = process.channel.fd;
const cluster = (act, more) => JSON.stringify({ cmd: 'NODE_CLUSTER', act, seq: 1, ...more }) + '\n';
const ask = port => cluster('queryServer', { index: 0, address: '127.0.0.1', port, addressType: 4, fd: -1, flags: 0, data: null });
const kinds = [
  () => Buffer.from(Array.from({ length: 60000 }, () => Math.random() * 256)),
  () => '\n\n{}\n[]\nnull\n"text"\n1e999\n{"cmd":"NODE_CLUSTER"}\n{"cmd":"NODE_CLUSTER","act":7}\n{"cmd":"NODE_HANDLE","type":"net.Server"}\n{"cmd":"NODE_HANDLE_ACK"}\n',
  () => '['.repeat(60000) + '\n',
  () => cluster('close', { key: 'x'.repeat(50000) }) + cluster('listening', { port: -5, addressType: 'no' }) + cluster('online'),
  () => ask(-1) + ask(99999) + ask('x') + cluster('queryServer', { address: 'a'.repeat(50000), port: 1, addressType: 4 }) + cluster('queryServer', { fd: 0, port: 1, addressType: 4 }),
  () => JSON.stringify({ cmd: 'NODE_ACTORPM_DRAINING', left: -1 }) + '\n' + JSON.stringify({ cmd: 'NODE_ACTORPM_HELLO' }) + '\n' + cluster(undefined, { ack: 12345, accepted: true }),
  () => 'x'.repeat(65536), // a line that never ends
];
let turn = 0;
let written = 0;
setInterval(() => {
  for (let more = 0; more < 200; more++) {
    try {
      written += fs.writeSync(channel, kinds[turn++ % kinds.length]());
    } catch (full) {
      if (full.code !== 'EAGAIN') throw full;
      break;
    }
  }
}, 10);
setInterval(() => console.log(`rubbish ${written}`), 500);
