/** What several parts of one run use: made when first asked for, ended and removed with the run. */
import { rmSync } from 'node:fs';

const folders = new Set<string>();
const endings: Array<() => Promise<void>> = [];

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Removes the folder when this process ends; returns it. */
export function removedAtExit(folder: string): string {
  folders.add(folder);
  return folder;
}

/** Calls `end` once all parts have run. */
export function endedWithRun(end: () => Promise<void>): void {
  endings.push(end);
}

/** Ends what was shared, the newest first. */
export async function endShared(): Promise<void> {
  for (const end of endings.splice(0).reverse()) await end();
}
