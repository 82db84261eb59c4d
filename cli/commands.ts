import type { Command } from './command.ts';
import { agent } from './commands/agent.ts';
import { catalogueImport } from './commands/catalogue.ts';
import { check } from './commands/check.ts';
import { demo } from './commands/demo.ts';
import { desk } from './commands/desk.ts';
import { helpOf } from './commands/help.ts';
import { portal } from './commands/portal.ts';
import { portalBackup, portalRestore } from './commands/portal-backup.ts';
import { portalInvite } from './commands/portal-invite.ts';
import { keyCommands } from './commands/portal-keys.ts';
import { productsImport } from './commands/portal-products.ts';
import { reportVerify } from './commands/portal-report.ts';
import { portalRoot } from './commands/portal-root.ts';
import { publish } from './commands/publish.ts';
import { status } from './commands/status.ts';
import { till } from './commands/till.ts';
import { tillServe } from './commands/till-serve.ts';

/** Every command, in the order in which help shows them. */
export const commands: readonly Command[] = [
  agent,
  check,
  status,
  desk,
  catalogueImport,
  portal,
  publish,
  productsImport,
  portalInvite,
  portalRoot,
  reportVerify,
  ...keyCommands,
  portalBackup,
  portalRestore,
  demo,
  till,
  tillServe,
  helpOf(() => commands),
];
