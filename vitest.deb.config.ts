import { programs } from './vitest.programs.ts';

/** The Debian package, installed for real: as root, on a Debian. */
export default programs({ include: 'installers/deb/*.deb.test.ts', setup: [], seconds: 120, hookSeconds: 180 });
