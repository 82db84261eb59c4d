import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The desktop application's own process and the core it forks, each one file; the core's worker threads beside it. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [
    {
      name: 'vigilot-workers',
      enforce: 'pre',
      // Worker threads are entries of their own; in the build they stand beside whoever starts them.
      transform: (code) =>
        code.replace(
          /new URL\('\.\/([\w-]+\.worker)\.ts', import\.meta\.url\)/g,
          "new URL('./$1.js', import.meta.url)",
        ),
    },
  ],
  // Everything but what holds machine code or is the platform: a bundle starts faster than a thousand files.
  ssr: { noExternal: true, external: ['electron', 'better-sqlite3'] },
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: true,
    // Electron 33 has Node 20; 45 has 24.
    target: 'node20',
    sourcemap: false,
    minify: false,
    rollupOptions: {
      input: {
        shell: entry('./shell.ts'),
        core: entry('./core/core.ts'),
        'register.worker': entry('../agent/register/register.worker.ts'),
        'checkpoint.worker': entry('../agent/journal/checkpoint.worker.ts'),
        'database-inspection.worker': entry('../agent/database-inspection.worker.ts'),
      },
      // Flat: the addresses that the agent makes of its own place hold here too.
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        // What packages in CommonJS know of themselves.
        intro: 'const __filename = import.meta.filename;\nconst __dirname = import.meta.dirname;',
      },
    },
  },
});
