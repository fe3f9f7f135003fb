// ActorPm's part of a Node process that gets its connections through the daemon: lets it leave without a lost request.
//
// Until the daemon says NODE_ACTORPM_DRAIN it only watches. Then the process accepts no more (behind a proxy nobody connects any more), answers what comes on open connections with
// `Connection: close` (GOAWAY in HTTP/2), leaves upgraded connections and long answers alone, closes what asks for nothing, and tells the daemon how
// many connections are left. It goes on running: the stop signal ends it, as always.
//
// Switch it off for an app with APM_PRELOAD=off in its environment.
'use strict';

const cluster = require('cluster');

// The app's own child processes shall not load this again, wherever it may lie by then.
const at = process.execArgv.indexOf(__filename);
if (at > 0) process.execArgv.splice(at - 1, 2);

if (process.connected) begin();

function begin() {
  const net = require('net');
  const servers = new Set(); // WeakRefs: an app that opens and closes many servers shall not keep them all
  const sessions = new Set();
  const kept = new Map();
  let leaving = null;

  if (cluster.isWorker) {
    const getServer = cluster._getServer;
    cluster._getServer = function (server) {
      if (server instanceof net.Server) remember(server);
      return Reflect.apply(getServer, this, arguments);
    };
  }

  process.on('internalMessage', (message, handle) => {
    switch (message.cmd) {
      case 'NODE_ACTORPM_DRAIN':
        if (leaving === null) drain(message.idle, message.scope);
        break;
      case 'NODE_ACTORPM_KEEP': // a listening socket that only has to stay open while there is no daemon
        if (handle) kept.set(message.key, handle);
        break;
      case 'NODE_ACTORPM_DROP':
        kept.get(message.key)?.close();
        kept.delete(message.key);
        break;
    }
  });
  tell({ cmd: 'NODE_ACTORPM_HELLO' });

  function remember(server) {
    for (const known of servers) {
      const other = known.deref();
      if (other === server) return;
      if (other === undefined) servers.delete(known);
    }
    servers.add(new WeakRef(server));
    if (typeof server.updateSettings === 'function') {
      // HTTP/2 alone has it. Its sessions cannot be found later.
      server.on('session', session => {
        sessions.add(session);
        session.once('close', () => sessions.delete(session));
        if (leaving !== null) session.close();
      });
    }
  }

  function drain(idle, scope) {
    leaving = new Set();
    for (const known of servers) {
      const server = known.deref();
      if (server?._handle) leaving.add(server);
    }
    if (scope !== 'cluster') {
      for (const handle of process._getActiveHandles()) if (handle instanceof net.Server) leaving.add(handle);
    }

    // First, so that no request comes in between.
    require('diagnostics_channel').channel('http.server.request.start').subscribe(({ response, server }) => {
      if (leaving.has(server)) response.shouldKeepAlive = false;
    });
    if (scope !== 'connections') for (const server of leaving) stopAccepting(server);
    for (const socket of sockets()) {
      const answer = socket._httpMessage;
      if (answer && !answer.headersSent) answer.shouldKeepAlive = false;
    }
    for (const session of sessions) session.close();
    report(idle);
  }

  // The server looks as before, to itself and to the app, whose own close() comes later.
  function stopAccepting(server) {
    const handle = server._handle;
    if (!handle) return;
    const name = {};
    if (handle.getsockname) handle.getsockname(name);
    const timer = setInterval(() => {}, 0x7fffffff);
    if (handle.hasRef && !handle.hasRef()) timer.unref();
    handle.close();
    server._handle = {
      close(done) { clearInterval(timer); if (typeof done === 'function') process.nextTick(done); },
      ref() { timer.ref(); },
      unref() { timer.unref(); },
      hasRef() { return timer.hasRef(); },
      listen() { return 0; },
      getAsyncId() { return -1; },
      getsockname(out) { Object.assign(out, name); return 0; },
    };
  }

  function sockets() {
    return process._getActiveHandles().filter(one => one instanceof net.Socket && leaving.has(one.server));
  }

  function report(idle) {
    const quiet = new Map();
    let told = -1;
    let asked = false;
    const timer = setInterval(look, 25);
    timer.unref();
    look();

    function look() {
      closeIdle();
      if (asked) return;
      asked = true;
      let left = 0;
      let pending = leaving.size + 1;
      const counted = (error, count) => {
        left += error ? 0 : count;
        if (--pending > 0) return;
        asked = false;
        if (left !== told) tell({ cmd: 'NODE_ACTORPM_DRAINING', left });
        told = left;
        if (left === 0) clearInterval(timer);
      };
      for (const server of leaving) server.getConnections(counted);
      counted(null, 0);
    }

    // A connection of HTTP/1 on which nothing has moved for a time, and on which no answer is owed.
    function closeIdle() {
      const now = Date.now();
      for (const socket of sockets()) {
        const moved = socket.bytesRead + socket.bytesWritten;
        const known = quiet.get(socket);
        if (known === undefined || known.moved !== moved || socket._httpMessage || !socket.parser) quiet.set(socket, { moved, since: now });
        else if (now - known.since >= idle) socket.destroySoon();
      }
      for (const socket of quiet.keys()) if (socket.destroyed) quiet.delete(socket);
    }
  }

  function tell(message) {
    // The callback takes the error of a channel that the app has closed.
    if (process.connected) process.send(message, undefined, undefined, () => {});
  }
}
