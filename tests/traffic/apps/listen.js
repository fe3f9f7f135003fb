// Where an app of the rig listens: at descriptor 3 when it was handed a socket, else at PORT.
module.exports = process.env.LISTEN_FDS && !process.env.NODE_UNIQUE_ID ? { fd: 3 } : { port: Number(process.env.PORT), host: '127.0.0.1' };
