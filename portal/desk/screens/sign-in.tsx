/** The way in: a code sent by e-mail, or a passkey. As a page of its own, or over a page whose session is over. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call } from '../../../renderer/core/api.ts';
import { say } from '../../../renderer/core/say.ts';
import { Refused, useAct } from '../components/act.tsx';
import { TextField } from '../components/fields.tsx';
import { enterByPasskey, hasPasskeys } from '../core/passkeys.ts';
import { route } from '../core/router.ts';
import { learnWho } from '../core/session.ts';

const EMAIL_KEPT = 'vigilot-portal-email';

/** The whole page, before anybody signed in here. */
export function SignInPage(): JSX.Element {
  const { screen, id } = route.value;
  const invitation = screen === 'invitation' ? id : null;
  return (
    <main class="sign-in">
      <p class="brand">{say('web.name')}</p>
      <h1>{say('web.sign-in.title')}</h1>
      {invitation === null ? (
        <SignIn email={localStorage.getItem(EMAIL_KEPT) ?? ''} />
      ) : (
        <Invited invitation={invitation} />
      )}
      <p>
        <a href="#/figures">{say('web.sign-in.figures')}</a>
      </p>
    </main>
  );
}

/** By an invitation's link, which a person opens and a mail scanner does not. */
function Invited({ invitation }: { invitation: string }): JSX.Element {
  const act = useAct();
  const open = () =>
    act.run(async () => {
      await call('/v1/session/invitation', { method: 'POST', body: { invitation } });
      location.hash = '';
      await learnWho();
    });
  return (
    <div class="stack">
      <p>{say('web.sign-in.invited')}</p>
      <Refused act={act} />
      <div class="row">
        <button type="button" class="primary" onClick={open}>
          {say('web.sign-in.accept')}
        </button>
      </div>
    </div>
  );
}

/** Milliseconds without a key: what somebody is typing goes where they see it. */
const QUIET_MS = 700;

/** Over the page that was being worked on, which stays as it is behind; comes between two words, not in one. */
export function SignInAgain({ email }: { email: string }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => dialog.current?.open || dialog.current?.showModal(), QUIET_MS);
    };
    wait();
    addEventListener('keydown', wait);
    return () => {
      clearTimeout(timer);
      removeEventListener('keydown', wait);
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog sign-in"
      aria-labelledby="sign-in-again"
      onCancel={(event) => event.preventDefault()}
    >
      {/* Not the field: Enter, still on its way, would send the form. */}
      <h2 id="sign-in-again" tabIndex={-1} autofocus>
        {say('web.sign-in.again')}
      </h2>
      <p>{say('web.sign-in.again-text')}</p>
      <SignIn email={email} />
    </dialog>
  );
}

function SignIn(props: { email: string }): JSX.Element {
  const [email, setEmail] = useState(props.email);
  const [sent, setSent] = useState(false);
  const [code, setCode] = useState('');
  const act = useAct();

  const send = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.run(async () => {
      await call('/v1/session/codes', { method: 'POST', body: { email: email.trim() } });
      localStorage.setItem(EMAIL_KEPT, email.trim());
      setSent(true);
    });
  };
  const enter = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.run(async () => {
      await call('/v1/session', { method: 'POST', body: { email: email.trim(), code: code.replace(/\s/g, '') } });
      await learnWho();
    });
  };

  const byPasskey = async () => {
    await enterByPasskey();
    await learnWho();
  };

  if (!sent) {
    return (
      <form class="stack" onSubmit={send}>
        <TextField
          label={say('web.sign-in.email')}
          type="email"
          autocomplete="username"
          required
          value={email}
          onValue={setEmail}
        />
        <Refused act={act} />
        <div class="row">
          <button type="submit" class="primary" aria-disabled={act.busy ? 'true' : undefined}>
            {say('web.sign-in.send')}
          </button>
          {hasPasskeys() && (
            <button type="button" onClick={() => act.run(byPasskey)}>
              {say('web.passkey.sign-in')}
            </button>
          )}
        </div>
      </form>
    );
  }
  return (
    <form class="stack" onSubmit={enter}>
      <p role="status">{say('web.sign-in.sent', { email: email.trim() })}</p>
      <TextField
        label={say('web.sign-in.code')}
        autocomplete="one-time-code"
        inputMode="numeric"
        required
        code
        maxLength={12}
        value={code}
        onValue={setCode}
      />
      <Refused act={act} />
      <div class="row">
        <button type="submit" class="primary">
          {say('web.sign-in.enter')}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => {
            act.clear();
            setCode('');
            setSent(false);
          }}
        >
          {say('web.sign-in.other')}
        </button>
      </div>
    </form>
  );
}
