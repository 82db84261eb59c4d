/** For tests: a desk in a directory of its own, with a clock that is set by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Clock } from '../clock.ts';
import { Desk, type DeskOptions } from './desk.ts';
import type { DeskRecovery } from './model.ts';

export const silent = pino({ level: 'silent' });

/** A wall clock that stands where it is put; starts on 22 November 2026 at 09:30 UTC. */
export class HandClock implements Clock {
  now = Date.UTC(2026, 10, 22, 9, 30);
  wall = () => this.now;
  monotonic = () => this.now;
  boot = () => this.now;
  days(count: number): void {
    this.now += count * 86_400_000;
  }
}

/** A directory with a desk; `close` and `remove` close what was opened there. */
export class Bench {
  readonly dir: string;
  readonly path: string;
  readonly clock = new HandClock();
  readonly recovered: DeskRecovery[] = [];
  readonly #open: Desk[] = [];

  constructor(dir = mkdtempSync(join(tmpdir(), 'vigilot-desk-'))) {
    this.dir = dir;
    this.path = join(dir, 'desk.db');
  }

  async open(options: Partial<DeskOptions> = {}): Promise<{ desk: Desk; recovered: DeskRecovery | null }> {
    const opened = await Desk.open({
      path: this.path,
      clock: this.clock,
      log: silent,
      onRecovered: (recovery) => this.recovered.push(recovery),
      ...options,
    });
    this.#open.push(opened.desk);
    return opened;
  }

  async close(): Promise<void> {
    for (const desk of this.#open) await desk.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** `ML` acknowledges the only revision of this bulletin. */
export function acknowledge(desk: Desk, bulletin: string): void {
  desk.acknowledge({ bulletin, revision: 1, currentRevision: 1, operator: 'ML' });
}
