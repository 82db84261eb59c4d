/** A global setup of vitest: builds what the suite installs, once, where there is a Wine to install it in. */
import { buildService } from './service/build.ts';
import { wineMissing } from './wine.testkit.ts';

export async function setup(): Promise<void> {
  const missing = wineMissing();
  if (missing !== null) console.log(`Wine suite: not run: ${missing}`);
  else await buildService('win32');
}
