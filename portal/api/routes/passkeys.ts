/** Passkeys: signing in with one, and the ones of who is signed in. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { languageOf, say } from '../../../protocol/messages/index.ts';
import {
  listPasskeys,
  PasskeyView,
  register,
  registrationOptions,
  removePasskey,
  signInByPasskey,
  signInOptions,
} from '../../access/passkeys.ts';
import { signedInOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { readCookie, setCookie } from '../cookies.ts';
import { siteOf } from '../site.ts';
import { type AccountRoutesOptions, clientOf, isSecure } from './session.ts';

/** What browsers answer, by `toJSON()` of the credential (WebAuthn 3, section 5.1); the library reads the rest. */
const credential = <T>(response: Record<string, Type.TSchema>, description: string) =>
  Type.Unsafe<T>(
    Type.Object(
      {
        id: Type.String({ maxLength: 2000 }),
        rawId: Type.String({ maxLength: 2000 }),
        type: Type.Literal('public-key'),
        response: Type.Object(response),
        clientExtensionResults: Type.Object({}),
      },
      { description },
    ),
  );
const Made = credential<RegistrationResponseJSON>(
  { clientDataJSON: Type.String(), attestationObject: Type.String() },
  'RegistrationResponseJSON of the browser',
);
const Given = credential<AuthenticationResponseJSON>(
  { clientDataJSON: Type.String(), authenticatorData: Type.String(), signature: Type.String() },
  'AuthenticationResponseJSON of the browser',
);
const CreationOptions = Type.Unsafe<PublicKeyCredentialCreationOptionsJSON>(
  Type.Object({ challenge: Type.String() }, { description: 'For navigator.credentials.create' }),
);
const RequestOptions = Type.Unsafe<PublicKeyCredentialRequestOptionsJSON>(
  Type.Object({ challenge: Type.String() }, { description: 'For navigator.credentials.get' }),
);
const Done = Type.Null({ description: 'Done' });
const tags = ['session'];

export function passkeyRoutes(root: FastifyInstance, o: AccountRoutesOptions): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const { db, clock, publicUrl, mail } = o;
  const signIn = { allowed: 'sign-in' } as const;
  const own = { allowed: 'session' } as const;

  app.post(
    '/v1/session/passkeys/options',
    {
      config: { ...signIn, bodyOptional: true },
      schema: {
        tags,
        summary: 'What a browser needs to offer its passkeys',
        response: { 200: RequestOptions, ...refusals },
      },
    },
    (request) => signInOptions({ db, clock }, siteOf(publicUrl, request)),
  );

  app.post(
    '/v1/session/passkeys',
    {
      config: signIn,
      schema: { tags, summary: 'Signs in with a passkey', body: Given, response: { 204: Done, ...refusals } },
    },
    async (request, reply) => {
      const site = siteOf(publicUrl, request);
      const before = readCookie(request, 'session');
      const { secret } = await signInByPasskey({ db, clock }, site, request.body, clientOf(request), before);
      setCookie(reply, 'session', secret, isSecure(publicUrl));
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/v1/passkeys',
    {
      config: own,
      schema: {
        tags,
        summary: 'The passkeys of who is signed in',
        response: { 200: Type.Object({ passkeys: Type.Array(PasskeyView) }), ...refusals },
      },
    },
    async (request) => ({ passkeys: await listPasskeys(db, signedInOf(request)) }),
  );

  app.post(
    '/v1/passkeys/options',
    {
      config: { ...own, bodyOptional: true },
      schema: {
        tags,
        summary: 'What a browser needs to make a passkey',
        response: { 200: CreationOptions, ...refusals },
      },
    },
    (request) => registrationOptions({ db, clock }, siteOf(publicUrl, request), signedInOf(request)),
  );

  app.post(
    '/v1/passkeys',
    {
      config: own,
      schema: {
        tags,
        summary: 'Registers the passkey that the browser made; a mail tells the person',
        body: Type.Object(
          { name: Type.String({ minLength: 1, maxLength: 100 }), credential: Made },
          { additionalProperties: false },
        ),
        response: { 201: PasskeyView, ...refusals },
      },
    },
    async (request, reply) => {
      const who = signedInOf(request);
      const { name, credential: made } = request.body;
      const passkey = await register({ db, clock }, siteOf(publicUrl, request), who, name, made);
      const language = languageOf(request.headers['accept-language']);
      mail?.later({
        to: who.person.email,
        subject: say(language, 'access.passkey.subject'),
        text: say(language, 'access.passkey.text', { name }),
      });
      return reply.code(201).send(passkey);
    },
  );

  app.delete(
    '/v1/passkeys/:id',
    {
      config: own,
      schema: {
        tags,
        summary: 'Removes one of them',
        params: Type.Object({ id: Type.String() }),
        response: { 204: Done, ...refusals },
      },
    },
    async (request, reply) => {
      await removePasskey({ db, clock }, signedInOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
