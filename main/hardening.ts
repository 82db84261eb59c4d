/** Electron's security checklist, for every page and session of this application: what is not needed is denied. */
import { type App, type Session, shell } from 'electron';
import { DESK_ORIGIN } from './scheme/request.ts';

/** What a link may open outside: a web page or a letter, nothing that starts a program or names a file. */
export function mayOpenOutside(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  // An address with a name before the host shows one place and opens another.
  return (protocol === 'https:' && username === '' && password === '') || protocol === 'mailto:';
}

/** Whether a page of ours may go there: within its own address, nowhere else. */
export function mayNavigate(url: string): boolean {
  return url === DESK_ORIGIN || url.startsWith(`${DESK_ORIGIN}/`);
}

/** Who asks for an address, as a session tells it; `frame` is null where a window itself is loaded. */
export interface PageRequest {
  readonly url: string;
  readonly frame: { readonly url: string; readonly parent: unknown } | null;
}

/** Whether a page may load that: of our own address alone, and for the top frame of one of our own pages alone. */
export function mayLoad({ url, frame }: PageRequest): boolean {
  if (!mayNavigate(url.replace(/^blob:/, ''))) return false;
  return frame === null || (frame.parent === null && mayNavigate(frame.url));
}

/** Puts the rules on every page there will be. Call before the first. `onFault`: the system could not open a link. */
export function hardenPages(app: App, onFault: (error: unknown) => void): void {
  const outside = (url: string) => {
    if (mayOpenOutside(url)) shell.openExternal(url).catch(onFault);
  };
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (mayNavigate(event.url)) return;
      event.preventDefault();
      outside(event.url);
    });
    contents.on('will-frame-navigate', (event) => {
      // No page of ours has frames.
      if (!event.isMainFrame || !mayNavigate(event.url)) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      outside(url);
      return { action: 'deny' };
    });
  });
}

/** Denies a session whatever pages may ask a browser for: devices, places, notifications, other origins. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // Under the pages' own policy (CSP), and for pages that are none of ours, should there ever be one.
  session.webRequest.onBeforeRequest(({ url, frame, resourceType }, decide) => {
    const page = resourceType === 'mainFrame' || frame == null ? null : { url: frame.url, parent: frame.parent };
    decide({ cancel: !mayLoad({ url, frame: page }) });
  });
}
