/** The floor: node:http with a fixed answer, or a Unix socket that answers every line with one. */
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';

const [answer = '', path] = process.argv.slice(2);
const body = Buffer.from(answer);

if (path === undefined) {
  const server = createHttpServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length });
      response.end(body);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
} else {
  const line = Buffer.from(`${answer}\n`);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) socket.write(line);
    });
  });
  server.listen(path, () => process.send({ port: 0 }));
}
process.on('disconnect', () => process.exit(0));
