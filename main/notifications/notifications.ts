/** Tells of bulletins that ask for a notification: each revision once, and seen to have been shown. */
import type { Language } from '../../protocol/messages/index.ts';
import type { Notice } from '../agent/watch.ts';
import type { NotifiedMemory } from './memory.ts';
import { showToast, type ToastSystem } from './toast.ts';
import { MOST_AT_ONCE, toastText } from './words.ts';

export interface NotificationsOptions {
  readonly system: ToastSystem;
  readonly memory: NotifiedMemory;
  readonly language: () => Language;
  /** Somebody clicked: one bulletin, or null: the list of them. */
  readonly onOpen: (bulletin: string | null) => void;
  /** It could not be shown: `notices` are to be seen in another way. */
  readonly onFault: (cause: string, notices: readonly Notice[]) => void;
  readonly onShown: (notices: readonly Notice[]) => void;
}

export class Notifications {
  readonly #options: NotificationsOptions;
  /** Tried in this run, by bulletin: what failed is tried again after a restart. */
  readonly #tried = new Map<string, number>();

  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  /** Takes what asks for a notification now, and shows what is new of it. */
  look(notices: readonly Notice[]): void {
    const { memory } = this.#options;
    const fresh = notices.filter(({ id, revision }) => Math.max(memory.last(id), this.#tried.get(id) ?? 0) < revision);
    for (const { id, revision } of fresh) this.#tried.set(id, revision);
    if (fresh.length > MOST_AT_ONCE) void this.#show(fresh);
    else for (const notice of fresh) void this.#show([notice]);
  }

  async #show(notices: readonly Notice[]): Promise<void> {
    const { system, memory, language, onOpen, onFault, onShown } = this.#options;
    const only = notices.length === 1 ? (notices[0]?.id ?? null) : null;
    try {
      await showToast(system, toastText(notices, language()), () => onOpen(only));
      onShown(notices);
      await memory.keep(notices);
    } catch (error) {
      onFault(error instanceof Error ? error.message : String(error), notices);
    }
  }
}
