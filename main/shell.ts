/** The desktop application: an icon, windows, and the agent they belong to. It decides nothing about recalls. */
import { fileURLToPath } from 'node:url';
import { app, BaseWindow, BrowserWindow, dialog, Menu, powerMonitor, safeStorage, screen, session } from 'electron';
import { agentLog } from '../agent/agent-log.ts';
import { type AgentConnection, joinAgent } from '../agent/hook/client.ts';
import { systemTimers } from '../agent/link/timers.ts';
import { LogFile } from '../agent/log-file.ts';
import { sessionDataDir } from '../agent/policy/session-place.ts';
import { thisMachine } from '../agent/policy/settings.ts';
import { SettingsWatch } from '../agent/policy/settings-watch.ts';
import { Redactor } from '../agent/redact.ts';
import { autostart } from '../native-bridge/autostart/autostart.ts';
import { portOwner } from '../native-bridge/port-owner/port-owner.ts';
import manifest from '../package.json' with { type: 'json' };
import { type AgentView, watchAgent } from './agent/watch.ts';
import { APP_ID } from './app-id.ts';
import { forkCore } from './core/fork.ts';
import { AgentKeeper, type Presence } from './core/keeper.ts';
import { portHolder } from './core/port-holder.ts';
import { answerSecret } from './core/secrets.ts';
import { Supervisor } from './core/supervisor.ts';
import { hardenPages, hardenSession } from './hardening.ts';
import { systemToasts, TrayNotices } from './notifications/tray-notices.ts';
import { VersionNotice } from './notifications/version-notice.ts';
import { deskHandler } from './scheme/handler.ts';
import { SCHEME } from './scheme/request.ts';
import { watchSessionEnd } from './session-end.ts';
import { shellSettings } from './settings.ts';
import { type TrayAction, trayMenu } from './tray/menu.ts';
import { trayState } from './tray/state.ts';
import { TrayIcon } from './tray/tray.ts';
import { UpdateNews } from './update/news.ts';
import { Updates } from './update/start.ts';
import { updateLines } from './update/words.ts';
import { DeskWindow } from './windows/desk-window.ts';
import { PopupWindows } from './windows/popup-windows.ts';

/** An agent that does not answer within it hangs, and is said to. */
const SILENT_MS = 3_000;
const PAUSE_MS = 120_000;

const place = (path: string) => fileURLToPath(new URL(path, import.meta.url));
// The session's own: the agent's file is another process's, or another account's. A disk that refuses stops no tray.
const logFile = new LogFile({
  dataDir: app.getPath('userData'),
  onFault: (error) => log.warn({ err: error }, 'no log file'),
});
const log = agentLog(() => 'info', new Redactor(), logFile, 'tray');
logFile.begin();

async function run(): Promise<void> {
  const settings = await shellSettings();
  // What it cannot take up is in its log.
  const watched = new SettingsWatch({
    settings,
    read: () => shellSettings(),
    timers: systemTimers,
    log,
    onChange: () => {
      show();
      followAutostart();
      updates.follow();
    },
    onFault: () => {},
  });
  const inForce = () => watched.current.values;
  /** A service may come, and then it is its agent that this session joins. */
  const dataDir = () =>
    settings.sources.dataDir.source === 'default' ? sessionDataDir(thisMachine()) : settings.values.dataDir;
  if (process.platform === 'win32') app.setAppUserModelId(APP_ID);

  let view: AgentView | null = null;
  let stopWatching = () => {};
  let paused = false;
  let quitting = false;
  let core: Supervisor | null = null;
  /** Since when no check was heard of: what was before we listened is not known. */
  let quietSince = performance.now();

  const keeper = new AgentKeeper<AgentConnection>({
    connect: () => joinAgent(dataDir(), ['admin', 'desk'], { timeoutMs: SILENT_MS }),
    holder: portHolder(portOwner(), () => inForce()),
    supervise: (onState) => {
      core = new Supervisor({
        fork: (listener) => forkCore(place('./core.js'), (question) => answerSecret(safeStorage, question), listener),
        timers: systemTimers,
        now: () => performance.now(),
        onState: (state) => {
          log.info({ core: state }, 'core');
          onState(state);
        },
      });
      return core;
    },
    timers: systemTimers,
    onPresence: (presence) => onPresence(presence),
  });

  // In memory, ours alone: no other page of this application's could reach the scheme, if there ever were one.
  const pages = session.fromPartition('vigilot');
  hardenSession(pages);
  const joined = () => (keeper.presence.kind === 'joined' ? keeper.presence.connection : null);
  pages.protocol.handle(SCHEME, deskHandler({ screens: place('../../renderer/dist'), agent: joined }));

  // May be changed while it runs; a page that stands keeps what it was opened with.
  const language = () => inForce().language;
  const desk = new DeskWindow(pages, language);
  const popups = new PopupWindows({
    session: pages,
    language,
    screen,
    onChange: (count) => log.info({ popups: count }, 'pop-up windows'),
  });
  const tray = new TrayIcon(() => desk.show());
  const notices = new TrayNotices({
    folder: app.getPath('userData'),
    language,
    timers: systemTimers,
    log,
    onOpen: (bulletin) => desk.show('bulletins', bulletin ?? undefined),
    onMissed: () => {
      desk.flash();
      show();
    },
  });
  const versionNotice = new VersionNotice({
    system: systemToasts(systemTimers),
    running: app.getVersion(),
    language,
    onOpen: () => desk.show('diagnostics'),
    onTold: (version, fault) =>
      log.info({ unsupported: app.getVersion(), version, fault }, 'told that this version is not supported'),
  });
  const news = new UpdateNews(app.getVersion(), (error) =>
    log.warn({ err: error }, 'the agent was not told of versions'),
  );
  // Without it Ctrl+Q and the like end the program, whatever the policy says.
  Menu.setApplicationMenu(null);
  const hidden = watchSessionEnd(
    (options) => new BaseWindow(options),
    () => app.quit(),
  );

  const actions: Readonly<Record<TrayAction, () => void>> = {
    desk: () => desk.show(),
    check: () => desk.show('check'),
    waiting: () => {
      notices.seen();
      desk.show('bulletins');
      show();
    },
    diagnostics: () => desk.show('diagnostics'),
    start: () => keeper.start(),
    update: () => updates.install(),
    quit: () => app.quit(),
    pause: () => {
      paused = true;
      systemTimers.after(PAUSE_MS, () => {
        paused = false;
        show();
      });
      show();
    },
  };

  const updates = new Updates({
    settings: () => inForce(),
    log,
    moment: () => ({
      now: performance.now(),
      agent: joined() !== null && view !== null ? 'answers' : keeper.presence.kind === 'stopped' ? 'stopped' : 'away',
      waiting: view === null ? 0 : view.attention.waiting + view.attention.held,
      feedLive: view?.feed === 'live',
      windows: BrowserWindow.getAllWindows().length,
      paused,
      quietSince,
      ending: quitting,
    }),
    prepare: async () => {
      quitting = true;
      stopWatching();
      await keeper.stop();
      app.releaseSingleInstanceLock();
    },
    onChange: () => show(),
  });

  /** Brings icon, menu and pop-ups to what is known now. */
  function show(): void {
    const spoken = language();
    const state = trayState(keeper.presence, view, spoken, notices.missed);
    const versions = updates.state;
    versionNotice.look(versions);
    news.tell(joined(), versions);
    const update = versions === null ? undefined : updateLines(versions, app.getVersion(), spoken);
    const options = { language: spoken, paused, quit: inForce().allowQuit, version: manifest.version };
    const menu = trayMenu(state, { ...options, ...(update && { update }) });
    const actionsOf = menu.flatMap((entry) => (entry.kind === 'entry' && entry.action !== null ? [entry.action] : []));
    log.info({ tray: state.shape, tooltip: state.tooltip, menu: actionsOf }, 'tray');
    tray.show(state, menu, (action) => actions[action]());
    // While the agent is away what stands goes on standing: nobody acknowledged it.
    if (view !== null && keeper.presence.kind === 'joined') {
      popups.want(view.attention.show.length > 0 && (popups.standing || !paused));
    }
  }

  function onPresence(presence: Presence<AgentConnection>): void {
    stopWatching();
    stopWatching = () => {};
    if (quitting) return;
    if (presence.kind === 'joined') {
      const { connection, own } = presence;
      log.info({ url: connection.url, agent: connection.pid, own }, 'joined');
      view = null;
      quietSince = performance.now();
      const end = watchAgent({
        connection,
        timers: systemTimers,
        onView: (seen) => {
          view = seen;
          notices.look(seen.notices);
          show();
        },
        onCheck: () => {
          quietSince = performance.now();
        },
        onLost: (cause) => {
          log.warn({ cause }, 'the agent is gone');
          keeper.lost(connection);
        },
      });
      stopWatching = () => {
        end();
        connection.close();
      };
    }
    show();
  }

  app.on('window-all-closed', () => {
    // The icon is the application.
  });
  // The session's own start asks for no window, whoever was first.
  app.on('second-instance', (_event, argv = []) => {
    if (!argv.includes('--hidden')) desk.show();
  });
  const wake = (what: string) => {
    log.info({ what }, 'woken');
    popups.raise();
    // A service has its own clock to tell that it slept.
    core?.wake();
  };
  powerMonitor.on('resume', () => wake('resume'));
  powerMonitor.on('unlock-screen', () => wake('unlock-screen'));
  app.on('before-quit', (event) => {
    if (quitting) return;
    // Once: the core closes its files first.
    quitting = true;
    event.preventDefault();
    updates.close();
    hidden?.destroy();
    stopWatching();
    watched.close();
    keeper
      .stop()
      .then(() => logFile.close())
      .finally(() => app.exit(0));
  });

  // From source there is nothing that could start with the session.
  const starter = app.isPackaged
    ? autostart({ program: process.env.APPIMAGE ?? app.getPath('exe'), environment: process.env })
    : null;
  function followAutostart(): void {
    starter?.apply(inForce().autostart).then(
      (state) => log.info({ autostart: state }, 'autostart'),
      (error: unknown) => log.warn({ err: error }, 'autostart cannot be set'),
    );
  }

  show();
  followAutostart();
  keeper.start();
}

// Electron would put a dialog over the sale; what failed is in the log, and the core is another process.
const onFault = (error: unknown) => log.error({ err: error }, 'a fault of the shell');
process.on('uncaughtException', onFault);
process.on('unhandledRejection', onFault);
hardenPages(app, (error) => log.warn({ err: error }, 'a link was not opened'));
app
  .whenReady()
  .then(run)
  .catch((error: unknown) => {
    log.fatal({ err: error }, 'the desktop application cannot start');
    dialog.showErrorBox('Vigilot', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
