// A gRPC service as the guide has it, on the port it was given.
const grpc = require('@grpc/grpc-js');
const { Echo } = grpc.loadPackageDefinition(require('@grpc/proto-loader').loadSync(`${__dirname}/echo.proto`));
const server = new grpc.Server();
server.addService(Echo.service, {
  Say: (call, done) => done(null, { text: call.request.text, count: process.pid }),
  Count(call) {
    let sent = 0;
    const timer = setInterval(() => {
      call.write({ text: call.request.text, count: ++sent });
      if (sent < call.request.count) return;
      clearInterval(timer);
      call.end();
    }, 100);
    call.on('cancelled', () => clearInterval(timer));
  },
});
server.bindAsync(`127.0.0.1:${process.env.PORT}`, grpc.ServerCredentials.createInsecure(), error => { if (error) throw error; });
