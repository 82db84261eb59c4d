/** First contact (feed.md 10): what the enrolment token holds, what a new workstation sends and what it gets back. */
import { randomBytes } from 'node:crypto';
import Type, { type Static } from 'typebox';

const PREFIX = 'vgt1';

/** Makes an enrolment token: 256 random bits, and the thumbprint of the root that everything must chain to. */
export function makeEnrolmentToken(rootThumbprint: string): string {
  return `${PREFIX}.${randomBytes(32).toString('base64url')}.${rootThumbprint}`;
}

/** The root's thumbprint inside an enrolment token, or null where the text is no such token. */
export function rootOfToken(token: string): string | null {
  const [prefix, secret, root, ...rest] = token.split('.');
  return prefix === PREFIX && secret?.length === 43 && root?.length === 43 && rest.length === 0 ? root : null;
}

const Ed25519 = Type.Object({ kty: Type.Literal('OKP'), crv: Type.Literal('Ed25519'), x: Type.String() });

/** Body of `POST /v1/enrolments`; the token is the Bearer credential. `proof`: JWS `vigilot-enrol+jws` of {token: SHA-256}. */
export const EnrolmentRequest = Type.Object(
  {
    publicKey: Ed25519,
    name: Type.String({ minLength: 1, maxLength: 100, description: 'Name of the workstation, as people call it' }),
    proof: Type.String(),
  },
  { additionalProperties: false },
);
export type EnrolmentRequest = Static<typeof EnrolmentRequest>;

export const EnrolmentAnswer = Type.Object({
  workstation: Type.Object({ id: Type.String(), name: Type.String() }),
  officine: Type.Object({
    id: Type.String(),
    name: Type.String(),
    territory: Type.Union([Type.String(), Type.Null()]),
  }),
  /** JWS `vigilot-officine+jws`, signed by the entry key. */
  statement: Type.String(),
  feed: Type.String(),
  portal: Type.String(),
  root: Ed25519,
});
export type EnrolmentAnswer = Static<typeof EnrolmentAnswer>;

/** Payload of the officine statement; `version` only grows. */
export const OfficineStatement = Type.Object({
  feed: Type.String(),
  officine: Type.String(),
  name: Type.String(),
  territory: Type.Union([Type.String(), Type.Null()]),
  version: Type.Integer({ minimum: 1 }),
});
export type OfficineStatement = Static<typeof OfficineStatement>;
