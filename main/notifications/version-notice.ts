/** Tells who sits there that this version is no longer supported: once in each run, as long as it is so. */
import { type Language, say } from '../../protocol/messages/index.ts';
import type { UpdateState } from '../update/keeper.ts';
import { showToast, type ToastSystem } from './toast.ts';

export interface VersionNoticeOptions {
  readonly system: ToastSystem;
  /** The version of this application. */
  readonly running: string;
  readonly language: () => Language;
  /** Somebody clicked. */
  readonly onOpen: () => void;
  /** `version`: the one that is out, where it is known; `fault`: why it did not stand, null where it did. */
  readonly onTold: (version: string | null, fault: string | null) => void;
}

export class VersionNotice {
  readonly #options: VersionNoticeOptions;
  #told = false;

  constructor(options: VersionNoticeOptions) {
    this.#options = options;
  }

  /** Takes what is known of versions now; null: nothing is looked for. */
  look(state: Pick<UpdateState, 'unsupported' | 'version'> | null): void {
    if (state?.unsupported !== true || this.#told) return;
    this.#told = true;
    const { system, running, language, onOpen, onTold } = this.#options;
    const { version } = state;
    const spoken = language();
    const body =
      version === null
        ? say(spoken, 'tray.toast.unsupported.tell')
        : say(spoken, 'tray.toast.unsupported.out', { version });
    showToast(system, { title: say(spoken, 'tray.toast.unsupported', { running }), body }, onOpen).then(
      () => onTold(version, null),
      (error: unknown) => onTold(version, error instanceof Error ? error.message : String(error)),
    );
  }
}
