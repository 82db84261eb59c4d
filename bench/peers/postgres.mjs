/** The till's own server asks PostgreSQL over the loopback, prepared and pooled. Nothing is kept of what was asked. */
import { createServer } from 'node:http';
import pg from 'pg';
import { answer, slice } from './slice.mjs';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 16 });
const text = 'select reference from recalled where gtin = $1 and lot = $2';

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', async () => {
    const pack = slice(JSON.parse(body).scan);
    const { rows } = await pool.query({ name: 'find', text, values: [pack.gtin, pack.lot] });
    const json = JSON.stringify(answer(pack, rows[0]?.reference));
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json) });
    response.end(json);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit(0));
