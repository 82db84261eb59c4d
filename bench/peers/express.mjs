/** What a vendor writes in an afternoon: Express, and the recalled lots in SQLite. Nothing is kept of what was asked. */
import { createRequire } from 'node:module';
import Database from 'better-sqlite3';
import { answer, slice } from './slice.mjs';

const express = createRequire(import.meta.url)('express');
const db = new Database(process.argv[2], { readonly: true });
const find = db.prepare('select reference from recalled where gtin = ? and lot = ?').pluck();

const app = express();
app.use(express.json());
app.post('/v1/checks', (request, response) => {
  const pack = slice(request.body.scan);
  response.json(answer(pack, find.get(pack.gtin, pack.lot)));
});
const server = app.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
server.keepAliveTimeout = 60_000;
process.on('disconnect', () => process.exit(0));
