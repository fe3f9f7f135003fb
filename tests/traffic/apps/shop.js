// The usual Express app: a page, a body of JSON, a static file. It knows nothing of reloads.
const express = require('express');
const app = express();
app.use(express.json());
app.use('/static', express.static(__dirname));
app.get('/', (request, response) => response.type('text').send(`${process.pid} ${request.query.token ?? ''}\n`));
app.post('/json', (request, response) => response.json({ pid: process.pid, sum: request.body.numbers.reduce((a, b) => a + b, 0) }));
app.listen(...(process.env.LISTEN_FDS && !process.env.NODE_UNIQUE_ID ? [{ fd: 3 }] : [process.env.PORT, '127.0.0.1']));
