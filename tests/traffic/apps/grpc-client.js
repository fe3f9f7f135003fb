// Calls the service until its input ends, then prints what it saw: node grpc-client.js PORT
const grpc = require('@grpc/grpc-js');
const { Echo } = grpc.loadPackageDefinition(require('@grpc/proto-loader').loadSync(`${__dirname}/echo.proto`));
const client = new Echo(`127.0.0.1:${process.argv[2]}`, grpc.credentials.createInsecure());
const seen = { unary: 0, unaryFailed: 0, streams: 0, streamsFailed: 0, wrong: 0, servers: [], errors: [] };
let open = 0;
let ends = false;

function failed(kind, error) {
  seen[kind]++;
  if (seen.errors.length < 5) seen.errors.push(error.message);
}

function say() {
  const text = `say ${Math.random()}`;
  open++;
  client.Say({ text }, { deadline: Date.now() + 20000 }, (error, answer) => {
    open--;
    seen.unary++;
    if (error) failed('unaryFailed', error);
    else if (answer.text !== text) seen.wrong++;
    else if (!seen.servers.includes(answer.count)) seen.servers.push(answer.count);
    close();
  });
}

function count() {
  const text = `count ${Math.random()}`;
  let last = 0;
  open++;
  seen.streams++;
  const over = error => {
    if (last < 0) return;
    open--;
    if (error) failed('streamsFailed', error);
    else if (last !== 30) failed('streamsFailed', new Error(`ended after ${last} of 30`));
    last = -1;
    close();
  };
  client.Count({ text, count: 30 }).on('data', one => { if (one.text !== text || one.count !== ++last) seen.wrong++; }).on('end', () => over()).on('error', over);
}

const timers = [setInterval(say, 5), setInterval(count, 100)];
process.stdin.on('end', () => {
  ends = true;
  timers.forEach(clearInterval);
  close();
}).resume();

function close() {
  if (!ends || open > 0) return;
  console.log(JSON.stringify({ ...seen, servers: seen.servers.length }));
  process.exit();
}
