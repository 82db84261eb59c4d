import { defineConfig } from 'vite';
import { bundleOf } from '../vite.bundle.ts';

/** The desktop application's own process and the core it forks. */
export default defineConfig({
  root: import.meta.dirname,
  ...bundleOf({
    programs: { shell: './main/shell.ts', core: './main/core/core.ts' },
    outDir: 'dist',
    external: ['electron', 'better-sqlite3'],
    // Electron 33 has Node 20; 45 has 24.
    target: 'node20',
  }),
});
