/** What the core, a utility process, and the shell that forked it say to each other. */

export type FromCore =
  | { readonly kind: 'ready'; readonly url: string }
  /** Another agent works in the data directory, or serves this machine on its port. */
  | { readonly kind: 'held' }
  /** It cannot start; `text` is for people and IT. The process ends by itself. */
  | { readonly kind: 'failed'; readonly text: string }
  | SecretQuestion;

/** The shell alone has Electron's safeStorage. `data` and the answer's are base64; `offer` asks whether there is one. */
export interface SecretQuestion {
  readonly kind: 'secret';
  readonly id: number;
  readonly act: 'offer' | 'protect' | 'unprotect';
  readonly data: string;
}

/** `fault`: why it cannot, else null. */
export interface SecretAnswer {
  readonly kind: 'secret';
  readonly id: number;
  readonly data: string;
  readonly fault: string | null;
}

/** `wake`: the machine was asleep, or its screen locked. */
export type ToCore = { readonly kind: 'stop' } | { readonly kind: 'wake' } | SecretAnswer;

/** Whether a message is one of the core's: nothing else is acted upon. */
export function isFromCore(value: unknown): value is FromCore {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'held') return true;
  if (value.kind === 'ready') return 'url' in value && typeof value.url === 'string';
  if (value.kind === 'secret') {
    const { id, act, data } = value as Partial<Record<keyof SecretQuestion, unknown>>;
    return (
      typeof id === 'number' && typeof data === 'string' && ['offer', 'protect', 'unprotect'].includes(String(act))
    );
  }
  return value.kind === 'failed' && 'text' in value && typeof value.text === 'string';
}
