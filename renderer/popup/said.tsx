/** Short words after a pop-up has gone, for those who want the sheet or the bulletin; they stay until closed or replaced. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { BulletinAnswer } from '../../agent/hook/schemas.ts';
import { hrefOf } from '../core/router.ts';
import { say } from '../core/say.ts';
import { printSheet, RecallSheet } from '../print/recall-sheet.tsx';

export interface Said {
  readonly text: string;
  readonly bulletin: BulletinAnswer;
}

export const said = signal<Said | null>(null);

const close = () => {
  said.value = null;
};

/** The words, in a corner of the desk or at the head of the next pop-up, where they offer nothing: one thing at a time. */
export function SaidNote({ bare = false }: { bare?: boolean }): JSX.Element {
  const { value } = said;
  return (
    <div class={bare ? 'said-bare' : 'said'} role="status">
      {value !== null && (
        <div class={bare ? '' : 'said-note'}>
          {!bare && (
            <p class="said-title" dir="auto">
              {value.bulletin.title}
            </p>
          )}
          <p>
            <bdi>{value.bulletin.reference}</bdi> · {value.text}
          </p>
          {!bare && (
            <div class="row">
              <a class="button" href={hrefOf('bulletins', value.bulletin.id)} onClick={close}>
                {say('desk.popup.open')}
              </a>
              <button type="button" onClick={() => printSheet(value.bulletin.id)}>
                {say('desk.popup.print')}
              </button>
              <button type="button" class="quiet" onClick={close}>
                {say('desk.close')}
              </button>
              <RecallSheet bulletin={value.bulletin} quarantine={value.bulletin.quarantine} onDemand />
            </div>
          )}
        </div>
      )}
    </div>
  );
}
