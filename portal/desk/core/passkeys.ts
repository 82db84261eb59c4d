/** Passkeys of this browser (WebAuthn 3): made for whoever is signed in, and used to sign in. */
import { call } from '../../../renderer/core/api.ts';
import { say } from '../../../renderer/core/say.ts';
import type { PasskeyView } from '../../access/passkeys.ts';

/** Whether this browser can at all; an address without a name, or without TLS, is refused when it is tried. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Makes one, kept at the portal under `name`. Throws with words for people. */
export async function makePasskey(name: string): Promise<PasskeyView> {
  const options = await call<PublicKeyCredentialCreationOptionsJSON>('/v1/passkeys/options', { method: 'POST' });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await inWords(navigator.credentials.create({ publicKey }));
  return call('/v1/passkeys', { method: 'POST', body: { name, credential } });
}

/** Signs in with one that this browser offers. Throws with words for people. */
export async function enterByPasskey(): Promise<void> {
  const options = await call<PublicKeyCredentialRequestOptionsJSON>('/v1/session/passkeys/options', { method: 'POST' });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const body = await inWords(navigator.credentials.get({ publicKey }));
  await call('/v1/session/passkeys', { method: 'POST', body });
}

/** The browser's refusals say on purpose little of why (WebAuthn 3, section 14.5). */
async function inWords(asked: Promise<Credential | null>): Promise<object> {
  try {
    const credential = await asked;
    if (credential instanceof PublicKeyCredential) return credential.toJSON();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    if (error.name === 'SecurityError') throw new Error(say('web.passkey.refused'), { cause: error });
    if (error.name === 'InvalidStateError') throw new Error(say('web.passkey.known'), { cause: error });
    if (error.name !== 'NotAllowedError' && error.name !== 'AbortError') throw error;
  }
  throw new Error(say('web.passkey.cancelled'));
}
