/** The command line that a release installs on a workstation: what its users and administrators ask of the agent there. */
import { systemOf } from '../native-bridge/system.ts';
import type { Command } from './command.ts';
import { agent } from './commands/agent.ts';
import { catalogueImport } from './commands/catalogue.ts';
import { check } from './commands/check.ts';
import { desk } from './commands/desk.ts';
import { helpOf } from './commands/help.ts';
import { status } from './commands/status.ts';
import { runProcess } from './process.ts';

const commands: readonly Command[] = [agent, check, status, desk, catalogueImport, helpOf(() => commands)];

// Under Windows the installer writes down where the service keeps its data; elsewhere it is found without help.
const { installed } = await systemOf().settingPlaces(['dataDir']);
const dataDir = installed?.read()?.dataDir;
if (typeof dataDir === 'string') process.env.VIGILOT_DATA_DIR ??= dataDir;

await runProcess(commands);
