import { describe, expect, it } from 'vitest';
import { type MenuEntry, trayMenu } from './menu.ts';
import type { TrayState } from './state.ts';

const ready: TrayState = {
  shape: 'ready',
  tooltip: 'Vigilot: ready',
  waiting: 0,
  missed: 0,
  version: '0.1.0',
  reachable: true,
  restartable: false,
};
const options = { language: 'en', paused: false, quit: false, version: '0.0.9' } as const;
const usable = (entries: readonly MenuEntry[]) =>
  entries.flatMap((entry) => (entry.kind === 'entry' && entry.enabled ? [entry.action] : []));
const labels = (entries: readonly MenuEntry[]) =>
  entries.flatMap((entry) => (entry.kind === 'entry' ? [entry.label] : []));

describe('the menu', () => {
  it('begins with the state in words and opens every screen', () => {
    const menu = trayMenu({ ...ready, waiting: 2 }, options);
    expect(labels(menu)[0]).toBe('Vigilot: ready');
    expect(labels(menu)).toContain('Bulletins to read (2)');
    expect(usable(menu)).toEqual(['desk', 'check', 'waiting', 'pause', 'diagnostics']);
  });

  it('leads to the bulletins that no notification told of', () => {
    const menu = trayMenu({ ...ready, missed: 1, tooltip: 'Vigilot: ready\nNotification impossible' }, options);
    expect(menu.slice(0, 2)).toEqual([
      { kind: 'entry', label: 'Vigilot: ready', action: null, enabled: false },
      { kind: 'entry', label: 'Notification impossible', action: 'waiting', enabled: true },
    ]);
  });

  it('has an end where policy allows one, and nowhere else', () => {
    expect(usable(trayMenu(ready, { ...options, quit: true }))).toContain('quit');
    expect(usable(trayMenu(ready, options))).not.toContain('quit');
  });

  it('opens nothing without an agent, and starts one that stopped', () => {
    const stopped = { ...ready, version: null, reachable: false, restartable: true };
    expect(usable(trayMenu(stopped, options))).toEqual(['start']);
    expect(labels(trayMenu(stopped, options))).toContain('Vigilot 0.0.9');
    expect(usable(trayMenu({ ...stopped, restartable: false }, options))).toEqual([]);
  });

  it('shows a pause that goes on, and takes none on top of it', () => {
    const menu = trayMenu(ready, { ...options, paused: true });
    expect(menu).toContainEqual(expect.objectContaining({ action: 'pause', enabled: false, checked: true }));
  });
});
