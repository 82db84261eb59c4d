/** The paper model of docs/scale.md held against a tenth of France: 11,000 links on one gateway as it ships, which dies and comes back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Measure, measureOf, type PartResult, type Results } from '../results.ts';
import { ADMISSION, costsOf, fanOutSeconds, france, PROCESS_BYTES, ROW_BYTES, returnSeconds } from '../scale.ts';
import { clientFrame } from './links.ts';
import { newDatabase, openGateway } from './place.ts';

const LINKS = france.workstations / 10;
/** All that come may be on their way at once: what bounds them is the gateway. */
const IN_FLIGHT = 1_024;
/** As agents do after a loss (agent/link/backoff.ts). */
const SPREAD_MS = 1_000;
const CHARACTERS = 600;
const RECALLS = 5;

const MODEL = 'the model';

/** Throws where the parts that the model is made of were not measured. */
export async function measureScale(): Promise<PartResult> {
  const results: Results = JSON.parse(readFileSync(join(import.meta.dirname, '../results.json'), 'utf8'));
  const costs = costsOf(results);
  if (costs === null) throw new Error('its figures come from results.json: npm run bench -- fan-out storm upward');
  const place = await openGateway({ workstations: LINKS, database: await newDatabase(), bounded: true });
  try {
    const links = await place.links(LINKS);
    const row = (what: string, unit: string, ours: number[], predicted: number): Measure =>
      measureOf({
        what,
        unit,
        ours,
        beside: { [MODEL]: ours.map(() => predicted) },
        targets: [
          { of: MODEL, atMost: 1.5 },
          { of: MODEL, atLeast: 0.5 },
        ],
      });
    const came = await links.open(LINKS, IN_FLIGHT);
    const held = (await place.gateway.ask('memory')) / 1e6;
    const recalls: number[] = [];
    let bulletin = '';
    for (let recall = -1; recall < RECALLS; recall++) {
      const [{ committed, id }, { last }] = await links.received(LINKS, 0, () =>
        place.gateway.ask('publish', CHARACTERS),
      );
      if (recall >= 0) recalls.push((last - committed) / 1e9);
      bulletin = id;
    }
    const at = new Date().toISOString();
    const event = { seq: 1, id: 'E1', kind: 'acknowledged', at, bulletin, revision: 1, data: { operator: 'OP1' } };
    const file = join(place.dir, 'event');
    writeFileSync(file, clientFrame(JSON.stringify({ type: 'event', event })));
    const told = await links.send(file, 1, LINKS);
    const kept = await place.gateway.ask('events');
    if (kept !== LINKS) throw new Error(`${kept} of ${LINKS} acknowledgements are kept`);
    writeFileSync(
      file,
      clientFrame(JSON.stringify({ type: 'delivered', position: await place.gateway.ask('position') })),
    );
    await links.say(file);
    await place.gateway.ask('delivered', LINKS * (RECALLS + 1));
    const rows = await place.gateway.ask('rowBytes');
    const back = links.back(SPREAD_MS, IN_FLIGHT);
    await place.restart();
    const { began, last } = await back;
    const opened = await place.gateway.ask('listeningAt');
    const down = Math.max(0, opened - began) / 1e9;
    const expected = returnSeconds(LINKS, costs);
    return {
      beside: `${LINKS} workstations of their own keys, on one gateway that lets in ${ADMISSION.perSecond} a second as it ships, PostgreSQL and the client on the same two cores; the gateway is killed and started again, and the workstations come back as agents do. Each figure beside what docs/scale.md says of it from the parts storm, fan-out and upward.`,
      rounds: 1,
      measures: [
        row('all in, where nobody was', 's', [(came.last - came.began) / 1e9], expected),
        row('memory of the gateway with its links', 'MB', [held], (PROCESS_BYTES + LINKS * costs.linkBytes) / 1e6),
        row('a recall from its commit to the last link', 's', recalls, fanOutSeconds(LINKS, costs)),
        row('acknowledgements of all', 's', [(told.last - told.began) / 1e9], LINKS / costs.acknowledged),
        row('an event in the tables', 'B', [rows.event], ROW_BYTES.event),
        row('a delivery in the tables', 'B', [rows.delivery], ROW_BYTES.delivery),
        row(
          'all back after the gateway was killed',
          's',
          [(last - Math.max(began, opened)) / 1e9],
          returnSeconds(LINKS, costs, down),
        ),
      ],
    };
  } finally {
    await place.stop();
  }
}
