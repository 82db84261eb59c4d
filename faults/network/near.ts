/**
 * Beside the agent, in its namespace: the harness's door to the hook, and the resolver whose answers the harness decides.
 * `node near.ts <folder> <port of a hook>…`: socket `<port>` of the folder leads to each; messages of `Names` over IPC; ends when the harness lets go.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { joined } from '../../agent/link/joined.testkit.ts';

/** What a question for any name is answered with. */
export type Names = { readonly address: string } | 'silent' | 'unknown' | 'failing';

const [folder = '', ...ports] = process.argv.slice(2);
let names: Names = 'silent';
process.on('message', (message: Names) => {
  names = message;
  process.send?.('done');
});
process.on('disconnect', () => process.exit());

for (const port of ports) {
  const door = createServer((socket) => joined(socket, connect(Number(port), '127.0.0.1'))).listen(join(folder, port));
  await once(door, 'listening');
}

/** RFC 1035, 4.1: response codes. */
const rcode = { ok: 0, failing: 2, unknown: 3 } as const;
const resolver = createSocket('udp4');
resolver.on('message', (question, { port: from, address: asker }) => {
  if (names === 'silent') return;
  // One question, whose name ends with an empty label; type and class follow.
  const end = question.indexOf(0, 12) + 5;
  const address = typeof names === 'object' && question.readUInt16BE(end - 4) === 1 ? names.address : null;
  const head = Buffer.alloc(12);
  head.writeUInt16BE(question.readUInt16BE(0), 0);
  head.writeUInt16BE(0x8180 | (typeof names === 'object' ? rcode.ok : rcode[names]), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(address === null ? 0 : 1, 6);
  const answer = Buffer.from([
    0xc0,
    12,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    0,
    0,
    4,
    ...(address ?? '0.0.0.0').split('.').map(Number),
  ]);
  resolver.send(Buffer.concat([head, question.subarray(12, end), ...(address === null ? [] : [answer])]), from, asker);
});
resolver.bind(53, '127.0.0.1', () => process.send?.('up'));
