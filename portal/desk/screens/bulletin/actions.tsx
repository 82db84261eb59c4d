/** What may be done with a bulletin now, by whom looks at it; the portal's table of transitions decides in the end. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../../renderer/core/api.ts';
import { say, sayCount } from '../../../../renderer/core/say.ts';
import type { BulletinView, RevisionView } from '../../../workflow/bulletins.ts';
import { Agreed } from '../../components/agreed.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { useKept } from '../../core/kept.ts';
import { go, hrefOf } from '../../core/router.ts';
import { may, me } from '../../core/session.ts';

type Question = 'submit' | 'validate' | 'reject' | 'lift' | 'lift-reason';

/** The revision that is still on its way; one at a time (contract, section 2). */
export function openRevision({ revisions }: BulletinView): RevisionView | null {
  return revisions.find(({ state }) => state === 'draft' || state === 'submitted' || state === 'rejected') ?? null;
}

export function Actions({ bulletin, onDone }: { bulletin: BulletinView; onDone: () => void }): JSX.Element {
  const { id, kind, author } = bulletin;
  const [question, setQuestion] = useState<Question | null>(null);
  const [reason, setReason] = useKept(`reason/${id}`, '');
  const prefix = kind === 'alert' ? 'alert' : 'recall';
  const open = openRevision(bulletin);
  const inForce = bulletin.revisions.some(({ state }) => state === 'in-force');
  const own = author === me().role || me().role === 'authority';
  const mine = open !== null && (open.state === 'rejected' ? author : open.by) === me().role;
  const writes = may(`${prefix}.write`) && mine && open !== null && open.state !== 'submitted';
  const which = open === null ? '' : `?revision=${open.revision}`;
  const path = (act: string) => `/v1/bulletins/${encodeURIComponent(id)}/${act}`;

  const post = (act: string, body?: object) => async () => {
    const view = await call<BulletinView>(path(act), { method: 'POST', ...(body && { body }) });
    setReason('');
    // What stands at the end is what was acted on.
    go('bulletin', id, { kind, ...(view.state !== 'in-force' && { revision: String(view.revision) }) });
    onDone();
  };
  const close = () => setQuestion(null);
  const agreedAlready = open?.agreed?.some(({ own: mineToo }) => mineToo) === true;
  /** Another reviewer is wanted after this one: nothing is broadcast yet. */
  const isFirst = (open?.missing ?? 1) > 1;
  const words = { reference: bulletin.reference, n: open?.revision ?? bulletin.revision };

  return (
    <div class="actions">
      {open !== null && <Notice open={open} inForce={inForce} />}
      <div class="row">
        {writes && !open.lift && (
          <a class="button" href={hrefOf('bulletin', id, 'edit', { kind })}>
            {say('web.act.edit')}
          </a>
        )}
        {writes && open.lift && (
          <button
            type="button"
            onClick={() => {
              setReason(open.reason ?? '');
              setQuestion('lift-reason');
            }}
          >
            {say('web.act.lift-reason')}
          </button>
        )}
        {writes && may(`${prefix}.submit`) && (
          <button type="button" class="primary" onClick={() => setQuestion('submit')}>
            {say('web.act.submit')}
          </button>
        )}
        {open?.state === 'submitted' && may(`${prefix}.validate`) && (
          <>
            {!agreedAlready && (
              <button type="button" class="primary" onClick={() => setQuestion('validate')}>
                {say(isFirst ? 'web.act.agree' : 'web.act.validate')}
              </button>
            )}
            <button type="button" onClick={() => setQuestion('reject')}>
              {say('web.act.reject')}
            </button>
          </>
        )}
        {inForce && open === null && own && may(`${prefix}.write`) && (
          <>
            <a class="button" href={hrefOf('bulletin', id, 'revise', { kind })}>
              {say('web.act.revise')}
            </a>
            <button type="button" onClick={() => setQuestion('lift')}>
              {say('web.act.lift')}
            </button>
          </>
        )}
        {may(`${prefix}.write`) && (
          <>
            <a class="button" href={hrefOf('bulletin', 'new', { kind, from: id })}>
              {say('web.act.clone')}
            </a>
            {!bulletin.drill && (
              <a class="button" href={hrefOf('bulletin', 'new', { kind, from: id, drill: 'yes' })}>
                {say('web.act.drill')}
              </a>
            )}
          </>
        )}
      </div>
      {question === 'submit' && (
        <Confirm
          title={say('web.act.submit.title', words)}
          confirm={say('web.act.submit')}
          onConfirm={post(`submit${which}`)}
          onClose={close}
        >
          <p>{say('web.act.submit.text')}</p>
        </Confirm>
      )}
      {question === 'validate' && (
        <Confirm
          title={say(open?.lift ? 'web.act.validate.lift-title' : 'web.act.validate.title', words)}
          confirm={say(isFirst ? 'web.act.agree' : 'web.act.validate.confirm')}
          danger={!isFirst}
          onConfirm={post(`validate${which}`)}
          onClose={close}
        >
          {open?.missing === 1 && (
            <p>
              <strong>{say('web.act.agree.completes')}</strong>
            </p>
          )}
          {open?.missing === 1 && <Agreed agreed={open.agreed} />}
          <p>
            {say(
              isFirst ? 'web.act.agree.text' : bulletin.drill ? 'web.act.validate.drill-text' : 'web.act.validate.text',
            )}
          </p>
        </Confirm>
      )}
      {question === 'reject' && (
        <Confirm
          title={say('web.act.reject.title', words)}
          reason={say('web.act.reject.reason')}
          value={reason}
          onValue={setReason}
          confirm={say('web.act.reject')}
          onConfirm={(given) => post(`reject${which}`, { reason: given })()}
          onClose={close}
        />
      )}
      {question === 'lift' && (
        <Confirm
          title={say('web.act.lift.title', words)}
          reason={say('web.act.lift.reason')}
          value={reason}
          onValue={setReason}
          confirm={say('web.act.lift.confirm')}
          onConfirm={(given) => post('lift', { reason: given })()}
          onClose={close}
        >
          <p>{say('web.act.lift.text')}</p>
        </Confirm>
      )}
      {question === 'lift-reason' && (
        <Confirm
          title={say('web.act.lift-reason')}
          reason={say('web.act.lift.reason')}
          value={reason}
          onValue={setReason}
          confirm={say('web.editor.save')}
          onConfirm={async (given) => {
            await call(`/v1/bulletins/${encodeURIComponent(id)}`, { method: 'PUT', body: { reason: given } });
            setReason('');
            onDone();
          }}
          onClose={close}
        />
      )}
    </div>
  );
}

/** A revision on its way, told beside the one that is in force. */
function Notice({ open, inForce }: { open: RevisionView; inForce: boolean }): JSX.Element {
  const key = open.lift ? (`web.open.lift.${open.state}` as const) : (`web.open.${open.state}` as const);
  return (
    <p class="banner is-plain" role="status">
      {say(key as 'web.open.draft', { n: open.revision })} {inForce && !open.lift && say('web.open.stays')}
      {open.state === 'rejected' && open.reason !== undefined && (
        <>
          {' '}
          {say('web.history.rejected')} <q dir="auto">{open.reason}</q>
        </>
      )}
      {open.missing !== undefined && <> {sayCount('web.agreed.missing', open.missing)}</>}
      {open.agreed?.some(({ own }) => own) && <> {say('web.agreed.already')}</>}
    </p>
  );
}
