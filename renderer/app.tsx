/** The page as a whole: navigation, state of the feed, the screen asked for, and above all of it the pop-up. */
import { effect } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { FeedState } from './components/feed-state.tsx';
import { connection } from './core/api.ts';
import { hrefOf, route, type Screen, screens } from './core/router.ts';
import { language, say, setLanguage } from './core/say.ts';
import { Popup } from './popup/popup.tsx';
import { Bulletins } from './screens/bulletins.tsx';
import { Check } from './screens/check.tsx';
import { Diagnostics } from './screens/diagnostics.tsx';
import { Inventory } from './screens/inventory.tsx';
import { Journal } from './screens/journal.tsx';
import { Shortages } from './screens/shortages.tsx';
import { Today } from './screens/today.tsx';

const pages: Readonly<Record<Screen, (props: { id: string | null }) => JSX.Element>> = {
  today: Today,
  bulletins: Bulletins,
  check: Check,
  inventory: Inventory,
  shortages: Shortages,
  journal: Journal,
  diagnostics: Diagnostics,
};

effect(() => {
  if (typeof document !== 'undefined') document.documentElement.lang = language.value;
});

/** The whole page. */
export function App(): JSX.Element {
  const { screen, id } = route.value;
  const Page = pages[screen];
  if (connection.value === 'ended') return <Ended />;
  return (
    <>
      <div class="shell">
        <button type="button" class="skip" onClick={toMain}>
          {say('desk.nav.skip')}
        </button>
        <Header />
        <Main key={`${screen}/${id}`}>
          <Page id={id} />
        </Main>
      </div>
      <Popup />
    </>
  );
}

/** A button and no link: the address after # is the screen. */
function toMain(): void {
  document.getElementById('main')?.focus();
}

function Header(): JSX.Element {
  return (
    <header class="shell-head">
      <p class="brand">{say('desk.name')}</p>
      <nav aria-label={say('desk.nav.label')}>
        <ul>
          {screens.map((screen) => (
            <li key={screen}>
              <a href={hrefOf(screen)} aria-current={route.value.screen === screen ? 'page' : undefined}>
                {say(`desk.nav.${screen}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <FeedState />
      <button type="button" class="quiet" onClick={() => setLanguage(language.value === 'fr' ? 'en' : 'fr')}>
        <span lang={language.value === 'fr' ? 'en' : 'fr'}>{say('desk.language.switch')}</span>
      </button>
    </header>
  );
}

/** A screen takes the focus when somebody goes there, so that keyboard and screen reader go along; not when the page opens. */
function Main({ children }: { children: ComponentChildren }): JSX.Element {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (opened) place.current?.focus({ preventScroll: true });
    opened = true;
  }, []);
  return (
    <main id="main" tabIndex={-1} ref={place}>
      {connection.value === 'unreachable' && (
        <p class="banner" role="alert">
          {say('desk.connection.unreachable')}
        </p>
      )}
      {children}
    </main>
  );
}
let opened = false;

function Ended(): JSX.Element {
  return (
    <main class="ended">
      <h1>{say('desk.connection.ended.title')}</h1>
      <p>{say('desk.connection.ended.text')}</p>
    </main>
  );
}
