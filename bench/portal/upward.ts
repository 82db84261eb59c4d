/** Acknowledgements of many workstations at once: taken, committed and receipted, beside PostgreSQL that stores the same rows. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { postgres } from '../postgres.ts';
import { type Measure, measureOf, type PartResult } from '../results.ts';
import { clientFrame } from './links.ts';
import { type GatewayPlace, newDatabase, openGateway } from './place.ts';

/** How many workstations acknowledge at the same moment. */
const SIZES = [500, 2_000, 8_000];
const MOST = Math.max(...SIZES);
/** Embedded is for a demonstration or a small pilot. */
const EMBEDDED_SIZES = [50, 100, 200];
const ROUNDS = 2;
const BATCH = 1_000;
const CHARACTERS = 600;

const ROWS = 'multi-row insert';
const COPY = 'COPY';
const SERVER = 'on PostgreSQL';

const WHY =
  'the gateway spends 115 to 280 µs of processor time on each (a profile of 2,000 links): a frame of its own to read and to prove, a digest, a receipt of its own to write, which is a packet each way, where the peers send a thousand rows at once; PostgreSQL locks and rewrites the workstation’s row besides, so that no event is counted twice and none is skipped. The client and the database use the same two cores.';

export async function measureUpward(): Promise<PartResult> {
  const server = await measured(SIZES, SERVER, await newDatabase());
  const embedded = await measured(EMBEDDED_SIZES, 'embedded');
  return {
    beside: `Every link sends one acknowledgement at the same moment, until the last has its receipt, which follows the commit. Beside one connection that writes the same rows into a table with the same keys and indices, in transactions of ${BATCH} rows, by \`insert\` of arrays and by \`COPY\`; it reads no frame, looks for no duplicate, no gap and no bulletin, and keeps no account of each workstation. Embedded (PGlite), beside the same server.`,
    rounds: ROUNDS,
    measures: [...server, ...embedded],
    why: { [`acknowledgements ${SERVER}`]: WHY },
  };
}

async function measured(sizes: readonly number[], where: string, database?: string): Promise<Measure[]> {
  const most = Math.max(...sizes);
  const place = await openGateway({ workstations: most, ...(database !== undefined && { database }) });
  const rows = await Rows.open(database ?? (await postgres()).url);
  try {
    const links = await place.links(most);
    const measures: Measure[] = [];
    for (const size of sizes) {
      await links.open(size);
      const { id } = await place.gateway.ask('publish', CHARACTERS);
      await place.gateway.ask('forgetEvents');
      const taken: number[] = [];
      const beside: Record<string, number[]> = { [ROWS]: [], [COPY]: [] };
      for (let round = -1; round < ROUNDS; round++) {
        const event = acknowledgement(round + 2, id);
        const { began, last } = await links.send(fileOf(place, event), 1, size);
        const [inserted, copied] = [await rows.insert(size, event), await rows.copy(size, event)];
        if (round < 0) continue;
        taken.push(size / ((last - began) / 1e9));
        beside[ROWS]?.push(size / inserted);
        beside[COPY]?.push(size / copied);
      }
      const kept = await place.gateway.ask('events');
      if (kept !== size * (ROUNDS + 1)) throw new Error(`${kept} events are kept`);
      const targets =
        where === SERVER
          ? [
              { of: ROWS, atLeast: 0.5 },
              { of: COPY, atLeast: 0.5 },
            ]
          : [];
      const what = `acknowledgements ${where}`;
      measures.push(measureOf({ what, unit: '/s', size: { of: 'links', n: size }, ours: taken, beside, targets }));
    }
    return measures;
  } finally {
    await rows.close();
    await place.stop();
  }
}

type Acknowledgement = ReturnType<typeof acknowledgement>;

function acknowledgement(seq: number, bulletin: string) {
  const data = { operator: 'Mme Martin' };
  return { seq, id: `E${seq}`, kind: 'acknowledged', at: new Date().toISOString(), bulletin, revision: 1, data };
}

function fileOf({ dir }: GatewayPlace, event: Acknowledgement): string {
  const file = join(dir, 'event');
  writeFileSync(file, clientFrame(JSON.stringify({ type: 'event', event })));
  return file;
}

/** A table as the portal's own, and a connection that fills it. */
class Rows {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(url: string): Promise<Rows> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`drop table if exists same_event, same_workstation`);
    await client.query(`create table same_workstation (id text primary key);
      insert into same_workstation select 'W' || lpad(n::text, 25, '0') from generate_series(0, ${MOST - 1}) n;
      create table same_event (workstation text not null references same_workstation, seq int not null, id text not null,
        kind text not null, bulletin text, revision int, at timestamptz not null, received_at timestamptz not null,
        data jsonb not null, digest text not null, unique (workstation, id), unique (workstation, seq));
      create index on same_event (bulletin, revision, kind) where bulletin is not null;`);
    return new Rows(client);
  }

  /** Seconds to store one event of each of so many workstations. */
  async insert(links: number, event: Acknowledgement): Promise<number> {
    return this.#timed(
      links,
      async (workstations) => {
        await this.#client.query(
          `insert into same_event select w, $2, $3, $4, $5, 1, $6, $6, $7, $8 from unnest($1::text[]) w`,
          [workstations, event.seq, `I${event.seq}`, event.kind, event.bulletin, event.at, event.data, DIGEST],
        );
      },
      `I${event.seq}`,
    );
  }

  async copy(links: number, event: Acknowledgement): Promise<number> {
    const { seq, kind, bulletin, at, data } = event;
    return this.#timed(
      links,
      async (workstations) => {
        const line = [seq, `C${seq}`, kind, bulletin, 1, at, at, JSON.stringify(data), DIGEST].join('\t');
        await copyIn(this.#client, 'same_event', workstations.map((id) => `${id}\t${line}\n`).join(''));
      },
      `C${seq}`,
    );
  }

  async #timed(links: number, write: (workstations: string[]) => Promise<void>, id: string): Promise<number> {
    const all = Array.from({ length: links }, (_, n) => `W${String(n).padStart(25, '0')}`);
    const began = performance.now();
    for (let from = 0; from < links; from += BATCH) await write(all.slice(from, from + BATCH));
    const took = (performance.now() - began) / 1000;
    const { rowCount } = await this.#client.query('delete from same_event where id = $1', [id]);
    if (rowCount !== links) throw new Error(`${rowCount} rows were stored`);
    return took;
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}

/** As long as a SHA-256 in base64url. */
const DIGEST = 'x'.repeat(43);

/** COPY … FROM STDIN of text, which `pg` leaves to its users (PostgreSQL, 55.2.6). */
function copyIn(client: pg.Client, table: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query({
      submit: (connection: pg.Connection) => {
        connection.query(`copy ${table} from stdin`);
      },
      handleCopyInResponse: (
        connection: pg.Connection & { sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void },
      ) => {
        connection.sendCopyFromChunk(Buffer.from(text));
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined,
      handleError: reject,
      handleReadyForQuery: () => resolve(),
    } as unknown as pg.Submittable);
  });
}
