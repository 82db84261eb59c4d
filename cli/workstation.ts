/** The command line that a release installs on a workstation: what its users and administrators ask of the agent there. */
import type { Command } from './command.ts';
import { agent } from './commands/agent.ts';
import { catalogueImport } from './commands/catalogue.ts';
import { check } from './commands/check.ts';
import { desk } from './commands/desk.ts';
import { helpOf } from './commands/help.ts';
import { status } from './commands/status.ts';
import { runProcess } from './process.ts';

const commands: readonly Command[] = [agent, check, status, desk, catalogueImport, helpOf(() => commands)];

await runProcess(commands);
