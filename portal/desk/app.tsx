/** The page as a whole: who works here, the ways to go, the page asked for. */
import { effect } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Loading } from '../../renderer/components/states.tsx';
import { connection } from '../../renderer/core/api.ts';
import { language, say, setLanguage } from '../../renderer/core/say.ts';
import { useAct } from './components/act.tsx';
import { listen } from './core/live.ts';
import { hrefOf, route, type Screen } from './core/router.ts';
import { actFor, learnWho, over, type Person, person, signOut } from './core/session.ts';
import { pageOf, pagesOf } from './pages.tsx';
import { SignInAgain, SignInPage } from './screens/sign-in.tsx';

/** How often a portal that did not answer is asked whether it is there. */
const PROBE_MS = 2_000;
const ignore = () => undefined;

effect(() => {
  if (typeof document !== 'undefined') document.documentElement.lang = language.value;
});

/** The whole page. */
export function App(): JSX.Element {
  const who = person.value;
  const away = connection.value === 'unreachable';
  useEffect(() => {
    learnWho().catch(ignore);
  }, []);
  useEffect(() => {
    if (!away) return;
    const probe = setInterval(() => learnWho().catch(ignore), PROBE_MS);
    return () => clearInterval(probe);
  }, [away]);
  const signedIn = typeof who === 'object';
  useEffect(() => (signedIn ? listen(() => learnWho().catch(ignore)) : undefined), [signedIn]);

  const { screen } = route.value;
  if (who === 'asking') return <main class="sign-in">{away ? <Away /> : <Loading />}</main>;
  if (screen === 'invitation' || (who === 'none' && screen !== 'figures')) return <SignInPage />;
  return (
    <>
      <div class="shell">
        <button type="button" class="skip" onClick={toMain}>
          {say('desk.nav.skip')}
        </button>
        <Header who={who} />
        <Main>{pageOf(who, route.value)}</Main>
      </div>
      {who !== 'none' && over.value && <SignInAgain email={who.email} />}
    </>
  );
}

/** A button and no link: the address after # is the page. */
function toMain(): void {
  document.getElementById('main')?.focus();
}

function Header({ who }: { who: Person | 'none' }): JSX.Element {
  const leaving = useAct();
  return (
    <header class="shell-head">
      <p class="brand">{say('web.name')}</p>
      <nav aria-label={say('web.nav.label')}>
        <ul>
          {pagesOf(who).map((screen) => (
            <li key={screen}>
              <a href={hrefOf(screen)} aria-current={isAt(screen) ? 'page' : undefined}>
                {say(`web.nav.${screen}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {who === 'none' ? (
        <a class="button" href="#/">
          {say('web.sign-in.title')}
        </a>
      ) : (
        <div class="who small">
          <p>
            <a href={hrefOf('account')} aria-current={isAt('account') ? 'page' : undefined}>
              <strong dir="auto">{who.name}</strong>
            </a>
          </p>
          <p class="soft" dir="auto">
            {who.organisation?.name ?? say(`web.role.${who.role}`)}
          </p>
          <button type="button" class="quiet" onClick={() => leaving.run(signOut)}>
            {say('web.sign-out')}
          </button>
        </div>
      )}
      <button type="button" class="quiet" onClick={() => setLanguage(language.value === 'fr' ? 'en' : 'fr')}>
        <span lang={language.value === 'fr' ? 'en' : 'fr'}>{say('desk.language.switch')}</span>
      </button>
    </header>
  );
}

/** A page of one bulletin belongs to the list it came from. */
function isAt(screen: Screen): boolean {
  const { screen: here, query } = route.value;
  return here === screen || (here === 'bulletin' && screen === (query.get('kind') === 'alert' ? 'alerts' : 'recalls'));
}

/** A page takes the focus when somebody goes there, so that keyboard and screen reader go along; not when it opens. */
function Main({ children }: { children: ComponentChildren }): JSX.Element {
  const place = useRef<HTMLElement>(null);
  const { screen, id, part } = route.value;
  const where = `${screen}/${id}/${part}`;
  const before = useRef(where);
  useEffect(() => {
    if (before.current !== where) place.current?.focus({ preventScroll: true });
    before.current = where;
    scrollTo(0, 0);
  }, [where]);
  return (
    <main id="main" tabIndex={-1} ref={place} key={where}>
      {connection.value === 'unreachable' && <Away />}
      <OnCall />
      {children}
    </main>
  );
}

/** For whom somebody on call acts, on every page: nobody does it unknowing. */
function OnCall(): JSX.Element | null {
  const who = person.value;
  if (typeof who !== 'object' || who.onCall === undefined) return null;
  return (
    <div class="banner row spread">
      <span>{say('web.on-call.acting', { organisation: who.organisation?.name ?? '' })}</span>
      <button type="button" onClick={() => actFor(null)}>
        {say('web.on-call.stop')}
      </button>
    </div>
  );
}

function Away(): JSX.Element {
  return (
    <p class="banner" role="alert">
      {say('web.unreachable')}
    </p>
  );
}
