// A chat by ws: who is in which room is known to this instance alone.
const http = require('node:http');
const { WebSocketServer } = require('ws');
const rooms = new Map();
const server = http.createServer((request, response) => response.end(`${process.pid}\n`));
new WebSocketServer({ server }).on('connection', (socket, request) => {
  const name = request.url;
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  socket.on('message', text => {
    for (const one of room) one.send(`${process.pid} ${text}`);
  });
  socket.on('close', () => room.delete(socket));
});
server.listen(require('./listen'));
