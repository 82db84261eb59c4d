/** A workstation's side of enrolment, for tests: its key, and the proof over a token. */
import { exportJWK, generateKeyPair } from 'jose';
import type { EnrolmentRequest } from '../../protocol/enrolment.ts';
import { hashOf, type Signer, signerOf, typ } from '../../protocol/envelope.ts';

/** A new Ed25519 key. */
export async function newKey(): Promise<Signer> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return signerOf(await exportJWK(privateKey));
}

/** The body of `POST /v1/enrolments` that this key signs over `token`. */
export async function enrolmentBody(key: Signer, token: string, name = 'Comptoir 1'): Promise<EnrolmentRequest> {
  return { publicKey: key.jwk, name, proof: await key.sign(typ.enrol, { token: hashOf(token) }) };
}
