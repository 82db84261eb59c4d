/** How the first person gets in: whoever runs the server hands them a link. */
import Type from 'typebox';
import { Value } from 'typebox/value';
import { portalSettings } from '../../portal/settings.ts';
import { say } from '../../protocol/messages/index.ts';
import { kinds, setting } from '../../protocol/settings.ts';
import { type Command, CommandError } from '../command.ts';
import { exit } from '../exit.ts';
import { localPortal } from '../local-portal.ts';

const Organisations = Type.Object({ organisations: Type.Array(Type.Object({ id: Type.String() })) });
const Organisation = Type.Object({ id: Type.String() });
const Users = Type.Object({
  users: Type.Array(Type.Object({ id: Type.String(), email: Type.String(), state: Type.String() })),
});
const Invitation = Type.Object({ link: Type.String(), expiresAt: Type.String() });
const Invited = Type.Object({ invitation: Invitation });

export const portalInvite: Command = {
  words: ['portal', 'invite'],
  summary: 'cli.portal.invite.summary',
  details: 'cli.portal.invite.details',
  operands: [{ name: 'e-mail', doc: 'cli.portal.invite.operand' }],
  examples: [{ line: 'portal invite exploitant@exemple.fr', doc: 'cli.portal.invite.example' }],
  settings: { dataDir: portalSettings.dataDir, configFile: portalSettings.configFile },
  flags: {
    name: setting<string | null>({
      kind: kinds.text(),
      env: null,
      flag: 'name',
      default: null,
      defaultDoc: { fr: 'l’adresse', en: 'the address' },
      since: '0.1.0',
      doc: {
        fr: 'Nom de la personne, comme l’historique le dira.',
        en: 'The person’s name, as the history will say it.',
      },
    }),
  },
  async run(invocation) {
    const { operands, flags, language, json, out } = invocation;
    const email = (operands[0] ?? '').trim().toLowerCase();
    const portal = localPortal(invocation);
    const ask = async <T extends Type.TSchema>(schema: T, method: 'GET' | 'POST', path: string, body?: object) => {
      const answer = await portal.call('operator', method, path, body);
      if (Value.Check(schema, answer)) return answer;
      throw new CommandError(exit.failure, 'cli.portal-refused', { cause: JSON.stringify(answer) });
    };
    const { organisations } = await ask(Organisations, 'GET', '/v1/organisations?role=operator&limit=1');
    const own =
      organisations[0] ??
      (await ask(Organisation, 'POST', '/v1/organisations', {
        role: 'operator',
        name: say(language, 'cli.portal.invite.organisation'),
      }));
    const users = `/v1/organisations/${own.id}/users`;
    const known = (await ask(Users, 'GET', users)).users.find((user) => user.email === email && user.state !== 'ended');
    const { link, expiresAt } =
      known === undefined
        ? (
            await ask(Invited, 'POST', users, {
              email,
              name: typeof flags.name === 'string' ? flags.name : email,
              functions: ['operator', 'on-call', 'administrator'],
            })
          ).invitation
        : await ask(Invitation, 'POST', `/v1/users/${known.id}/invitation`);
    out(
      json
        ? `${JSON.stringify({ link, expiresAt })}\n`
        : `${say(language, 'cli.portal.invite.done', { email, link })}\n`,
    );
    return exit.ok;
  },
};
