import { describe, expect, test } from 'vitest';
import { agentSettings } from '../agent/policy/settings.ts';
import { portalSettings } from '../portal/settings.ts';
import { vigilot } from './cli.testkit.ts';
import { commands } from './commands.ts';
import { nameOf } from './help.ts';

const languages = ['fr', 'en'] as const;

test.each(languages)('the overview names every command (%s)', async (lang) => {
  const { out, status } = await vigilot(['help', '--lang', lang]);
  expect(status).toBe(0);
  for (const command of commands) expect(out).toContain(`  ${nameOf(command)} `);
});

test('without a command: the overview, and a status that a script notices', async () => {
  const { out, status } = await vigilot([]);
  expect(status).toBe(2);
  expect(out).toContain('vigilot <commande>');
});

describe.each(commands.map((command) => [nameOf(command), command] as const))('%s --help', (name, command) => {
  test.each(languages)('usage, examples that can be run, every flag and variable, every status (%s)', async (lang) => {
    const { out, status } = await vigilot([...command.words, '--help', '--lang', lang]);
    expect(status).toBe(0);
    expect(out).toMatch(new RegExp(`^vigilot ${name} —`));
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { line } of command.examples) {
      expect(out).toContain(`  vigilot ${line}\n`);
      expect(line.startsWith(name)).toBe(true);
    }
    for (const setting of Object.values({ ...command.settings, ...command.flags })) {
      if (setting.flag !== null) expect(out).toContain(setting.flag);
      if (setting.env !== null) expect(out).toContain(setting.env);
      expect(out.replace(/\s+/g, ' ')).toContain(setting.doc[lang].replace(/\s+/g, ' '));
    }
    for (const { status: own } of command.exits ?? []) expect(out).toMatch(new RegExp(`^  ${own} `, 'm'));
    expect(out).toContain('--json');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(102);
  });

  test('help <command> gives the same', async () => {
    const { out } = await vigilot(['help', ...command.words]);
    expect(out).toContain((await vigilot([...command.words, '-h'])).out);
  });
});

test('help --json holds every setting of agent and portal', async () => {
  const { out } = await vigilot(['help', '--json']);
  const data = JSON.parse(out) as Array<{ command: string; settings: Array<{ environment: string | null }> }>;
  const variables = (name: string) => data.find(({ command }) => command === name)?.settings.map((s) => s.environment);
  for (const { env } of Object.values(agentSettings)) expect(variables('agent')).toContain(env);
  for (const { env } of Object.values(portalSettings)) expect(variables('portal')).toContain(env);
});

test('no secret has a flag: a command line can be read by every process', () => {
  for (const table of [agentSettings, portalSettings]) {
    for (const setting of Object.values(table)) if ('secret' in setting) expect(setting.flag).toBeNull();
  }
});
