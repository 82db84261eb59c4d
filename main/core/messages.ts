/** What the core, a utility process, and the shell that forked it say to each other. */

export type FromCore =
  | { readonly kind: 'ready'; readonly url: string }
  /** Another agent works in the data directory. */
  | { readonly kind: 'held' }
  /** It cannot start; `text` is for people and IT. The process ends by itself. */
  | { readonly kind: 'failed'; readonly text: string };

export type ToCore = { readonly kind: 'stop' };

/** Whether a message is one of the core's: nothing else is acted upon. */
export function isFromCore(value: unknown): value is FromCore {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if (value.kind === 'held') return true;
  if (value.kind === 'ready') return 'url' in value && typeof value.url === 'string';
  return value.kind === 'failed' && 'text' in value && typeof value.text === 'string';
}
