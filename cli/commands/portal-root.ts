import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { say } from '../../protocol/messages/index.ts';
import { type Command, CommandError } from '../command.ts';
import { exit } from '../exit.ts';

export const portalRoot: Command = {
  words: ['portal', 'root'],
  summary: 'cli.portal.root.summary',
  details: 'cli.portal.root.details',
  operands: [{ name: 'folder', doc: 'cli.portal.root.operand' }],
  examples: [{ line: 'portal root /media/cle-usb/vigilot', doc: 'cli.portal.root.example' }],
  settings: {},
  flags: {},
  async run({ operands, language, json, out }) {
    const folder = operands[0] ?? '.';
    const secret = join(folder, 'root.jwk');
    const shared = join(folder, 'root.pub.json');
    for (const file of [secret, shared]) {
      if (existsSync(file)) throw new CommandError(exit.badInput, 'cli.file-there', { file });
    }
    const { createRoot } = await import('../../portal/store/keys.ts');
    const { thumbprint } = await import('../../protocol/envelope.ts');
    const { root, publicRoot } = await createRoot();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileAtomic.sync(secret, `${JSON.stringify(root)}\n`, { mode: 0o600 });
    writeFileAtomic.sync(shared, `${JSON.stringify(publicRoot)}\n`, { mode: 0o644 });
    const print = await thumbprint(publicRoot);
    if (json) out(`${JSON.stringify({ root: secret, publicRoot: shared, thumbprint: print })}\n`);
    else out(`${say(language, 'cli.portal.root.done', { secret, shared, thumbprint: print })}\n`);
    return exit.ok;
  },
};
