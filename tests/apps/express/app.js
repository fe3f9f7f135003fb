// The usual Express app. `npm ci` in this folder first.
const app = require('express')();

app.get('/', (request, response) => response.send(`express ${process.pid}`));
const server = app.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
