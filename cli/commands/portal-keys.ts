/** The key ceremony (docs/feed.md, 9): the portal asks, the root signs where it is kept, the portal applies. */
import { readFileSync } from 'node:fs';
import { portalSettings, resolvePortalSettings } from '../../portal/settings.ts';
import type { Store } from '../../portal/store/store.ts';
import type { EpochStatement, KeyStatement } from '../../protocol/envelope.ts';
import { say } from '../../protocol/messages/index.ts';
import { kinds, reasonOf, setting } from '../../protocol/settings.ts';
import { type Command, CommandError, type Invocation, UsageError } from '../command.ts';
import { exit } from '../exit.ts';
import { processLog } from '../log.ts';
import { unlessHeld } from '../portal-held.ts';

export const storeSettings = {
  dataDir: portalSettings.dataDir,
  configFile: portalSettings.configFile,
  databaseUrl: portalSettings.databaseUrl,
};

const flag = (name: string, fr: string, en: string) =>
  setting<string | null>({
    kind: { ...kinds.text(), placeholder: 'TEXT' },
    env: null,
    flag: name,
    default: null,
    defaultDoc: { fr: '', en: '' },
    since: '0.1.0',
    doc: { fr, en },
  });

export const keysList: Command = {
  words: ['portal', 'keys', 'list'],
  summary: 'cli.portal.keys.list.summary',
  operands: [],
  examples: [{ line: 'portal keys list --data-dir .vigilot/portal', doc: 'cli.portal.keys.list.example' }],
  settings: storeSettings,
  flags: {},
  run: (invocation) =>
    withStore(invocation, async ({ feed, keys, info }) => {
      const ring = await feed.ring(await feed.head());
      const named = ring.current();
      const data = {
        feed: info.feed,
        root: { thumbprint: keys.rootThumbprint, here: keys.demonstrationRoot },
        version: ring.version,
        keys: named.map(({ kid, use, from }) => ({ kid, use, from })),
      };
      const lines = [
        say(invocation.language, 'cli.portal.keys.list.root', { thumbprint: keys.rootThumbprint, feed: info.feed }),
        ...(keys.demonstrationRoot ? [say(invocation.language, 'cli.portal.keys.list.demonstration')] : []),
        ...named.map(
          ({ kid, use, from }) =>
            `  ${use.padEnd(6)} ${kid}  ${say(invocation.language, 'cli.portal.keys.list.from', { from })}`,
        ),
      ];
      invocation.out(invocation.json ? `${JSON.stringify(data)}\n` : `${lines.join('\n')}\n`);
    }),
};

export const keysRequest: Command = {
  words: ['portal', 'keys', 'request'],
  summary: 'cli.portal.keys.request.summary',
  details: 'cli.portal.keys.request.details',
  operands: [{ name: 'entry|tip|both', doc: 'cli.portal.keys.request.operand' }],
  examples: [
    { line: 'portal keys request tip > request.json', doc: 'cli.portal.keys.request.example.rotation' },
    {
      line: 'portal keys request entry --suspect 7Vx…:120-134 > request.json',
      doc: 'cli.portal.keys.request.example.stolen',
    },
  ],
  settings: storeSettings,
  flags: {
    suspect: flag(
      'suspect',
      'Positions qu’une clé volée a pu signer, KID:DE-À : les postes les montrent.',
      'Positions that a stolen key may have signed, KID:FROM-TO: workstations show them.',
    ),
  },
  run: (invocation) =>
    withStore(invocation, async (store) => {
      const which = invocation.operands[0];
      if (which !== 'entry' && which !== 'tip' && which !== 'both') {
        throw new UsageError('cli.portal.keys.request.bad-use', { value: String(which) });
      }
      const { keyRequest } = await import('../../portal/store/statements.ts');
      const suspect = suspectOf(invocation.flags.suspect);
      const renew: ReadonlyArray<'entry' | 'tip'> = which === 'both' ? ['entry', 'tip'] : [which];
      const request = await keyRequest(store, { renew, ...(suspect ? { suspect: [suspect] } : {}) });
      invocation.out(`${JSON.stringify(request, null, 2)}\n`);
    }),
};

function suspectOf(text: string | boolean | undefined): { kid: string; from: number; to: number } | null {
  if (text === undefined) return null;
  const [, kid, from, to] = /^([\w-]+):([1-9]\d*)-([1-9]\d*)$/.exec(String(text)) ?? [];
  if (kid === undefined || Number(from) > Number(to)) {
    throw new UsageError('cli.portal.keys.request.bad-suspect', { value: String(text) });
  }
  return { kid, from: Number(from), to: Number(to) };
}

export const keysSign: Command = {
  words: ['portal', 'keys', 'sign'],
  summary: 'cli.portal.keys.sign.summary',
  details: 'cli.portal.keys.sign.details',
  operands: [{ name: 'request.json', doc: 'cli.portal.keys.sign.operand' }],
  examples: [
    { line: 'portal keys sign request.json --root root.jwk > statement.jws', doc: 'cli.portal.keys.sign.example' },
  ],
  settings: {},
  flags: { root: flag('root', 'La moitié privée de la racine.', 'The private half of the root.') },
  async run({ operands, flags, language, out, err }) {
    if (typeof flags.root !== 'string') throw new UsageError('cli.flag-value', { flag: '--root' });
    const root = readJson(flags.root);
    const request = readJson(operands[0] ?? '');
    const { signEpoch, signStatement } = await import('../../portal/store/statements.ts');
    if (typeof (root as { d?: unknown }).d !== 'string') {
      throw new UsageError('cli.portal.keys.sign.not-root', { file: flags.root });
    }
    // Whoever holds the root sees what they sign before it leaves the room.
    if (isEpoch(request)) {
      err(
        `${say(language, 'cli.portal.keys.sign.epoch', { feed: request.feed, epoch: request.epoch, position: request.position })}\n`,
      );
      out(`${await signEpoch(root, request)}\n`);
    } else if (isKeys(request)) {
      const names = request.keys.map(({ use, kid }) => `${use} ${kid}`).join(', ');
      err(`${say(language, 'cli.portal.keys.sign.keys', { feed: request.feed, version: request.version, names })}\n`);
      out(`${await signStatement(root, request)}\n`);
    } else throw new UsageError('cli.portal.keys.sign.not-request', { file: operands[0] ?? '' });
    return exit.ok;
  },
};

const isEpoch = (value: object): value is EpochStatement => 'epoch' in value && 'position' in value && 'hash' in value;
const isKeys = (value: object): value is KeyStatement =>
  'keys' in value && Array.isArray(value.keys) && 'version' in value && 'feed' in value;

export const keysApply: Command = {
  words: ['portal', 'keys', 'apply'],
  summary: 'cli.portal.keys.apply.summary',
  details: 'cli.portal.keys.apply.details',
  operands: [{ name: 'statement.jws', doc: 'cli.portal.keys.apply.operand' }],
  examples: [{ line: 'portal keys apply statement.jws', doc: 'cli.portal.keys.apply.example' }],
  settings: storeSettings,
  flags: {},
  run: (invocation) =>
    withStore(invocation, async (store) => {
      const statement = readText(invocation.operands[0] ?? '').trim();
      const { applyEpoch, applyKeyStatement } = await import('../../portal/store/statements.ts');
      const header = Buffer.from(statement.split('.')[0] ?? '', 'base64url').toString('utf8');
      const apply = header.includes('vigilot-epoch+jws') ? applyEpoch : applyKeyStatement;
      const { position } = await apply(store, statement);
      const { language, json, out } = invocation;
      out(
        json ? `${JSON.stringify({ position })}\n` : `${say(language, 'cli.portal.keys.apply.done', { position })}\n`,
      );
    }),
};

export const epochRequest: Command = {
  words: ['portal', 'epoch', 'request'],
  summary: 'cli.portal.epoch.summary',
  details: 'cli.portal.epoch.details',
  operands: [{ name: 'position', doc: 'cli.portal.epoch.operand' }],
  examples: [{ line: 'portal epoch request 128 > request.json', doc: 'cli.portal.epoch.example' }],
  settings: storeSettings,
  flags: {},
  run: (invocation) =>
    withStore(invocation, async (store) => {
      const position = Number(invocation.operands[0]);
      if (!Number.isInteger(position) || position < 1) {
        throw new UsageError('cli.portal.epoch.bad-position', { value: String(invocation.operands[0]) });
      }
      const statements = await import('../../portal/store/statements.ts');
      invocation.out(`${JSON.stringify(await statements.epochRequest(store, position), null, 2)}\n`);
    }),
};

export const recoveryEnd: Command = {
  words: ['portal', 'recovery', 'end'],
  summary: 'cli.portal.recovery.end.summary',
  details: 'cli.portal.recovery.end.details',
  operands: [],
  examples: [{ line: 'portal recovery end', doc: 'cli.portal.recovery.end.example' }],
  settings: storeSettings,
  flags: {},
  run: (invocation) =>
    withStore(invocation, async ({ feed }) => {
      await feed.endRecovery();
      const { position } = await feed.head();
      const { language, json, out } = invocation;
      out(
        json ? `${JSON.stringify({ position })}\n` : `${say(language, 'cli.portal.recovery.end.done', { position })}\n`,
      );
    }),
};

export const recoveryStatus: Command = {
  words: ['portal', 'recovery', 'status'],
  summary: 'cli.portal.recovery.status.summary',
  operands: [],
  examples: [{ line: 'portal recovery status', doc: 'cli.portal.recovery.status.example' }],
  settings: storeSettings,
  flags: {},
  run: (invocation) =>
    withStore(invocation, async ({ feed }) => {
      const { language, json, out } = invocation;
      const { position, recovering, recover_to: to, restored_at: at } = await feed.head();
      const restored = await feed.heardSinceRestore();
      const data = {
        position,
        recovering,
        recoverTo: to,
        restoredAt: at?.toISOString() ?? null,
        workstations: restored,
      };
      const words = () => {
        if (restored !== null) {
          return say(language, 'cli.portal.recovery.status.restored', {
            position,
            at: data.restoredAt ?? '',
            ...restored,
          });
        }
        if (recovering) return say(language, 'cli.portal.recovery.status.proved', { position, to: to ?? '?' });
        return say(language, 'cli.portal.recovery.status.none', { position });
      };
      out(json ? `${JSON.stringify(data)}\n` : `${words()}\n`);
    }),
};

export const keyCommands: readonly Command[] = [
  keysList,
  keysRequest,
  keysSign,
  keysApply,
  epochRequest,
  recoveryStatus,
  recoveryEnd,
];

/** The store itself: with the embedded database the portal must be stopped, with PostgreSQL it may run. */
async function withStore(invocation: Invocation, work: (store: Store) => Promise<void>): Promise<typeof exit.ok> {
  const { dataDir, databaseUrl } = resolvePortalSettings(invocation).values;
  const { openStore } = await import('../../portal/store/store.ts');
  const store = await unlessHeld(dataDir, () =>
    openStore({ dataDir, databaseUrl: databaseUrl ?? undefined, log: processLog('portal', 'warn') }),
  );
  try {
    await work(store);
  } finally {
    await store.close();
  }
  return exit.ok;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandError(exit.badInput, 'cli.file-unreadable', { file, cause: reasonOf(cause) });
  }
}

function readJson(file: string): object {
  try {
    const value: unknown = JSON.parse(readText(file));
    if (value !== null && typeof value === 'object') return value;
  } catch (cause) {
    if (cause instanceof CommandError) throw cause;
  }
  throw new UsageError('cli.publish.not-json', { file, cause: '' });
}
