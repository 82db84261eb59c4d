/** Bundles of what runs under Node, for releases, the desktop application and tests that start whole programs. */
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import type { InlineConfig, Plugin } from 'vite';

const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export interface Bundle {
  /** Names of programs and their sources, relative to the repository. */
  readonly programs: Readonly<Record<string, string>>;
  readonly outDir: string;
  /** Packages that stay beside the bundle: they hold machine code, or are the platform. */
  readonly external: readonly string[];
  readonly target: string;
  /** Where the built screens stand, seen from the bundle; in the repository's own folder unless told. */
  readonly screens?: string;
}

/** Names of node:http that Node reads from undici. */
const OF_UNDICI = new Set(['WebSocket', 'CloseEvent', 'MessageEvent']);
const BARE_HTTP = '\0bare-http';

/**
 * An `import` of node:http has Node read every one of its names, and three of them load undici, its whole HTTP client: 30 ms and
 * some megabytes of every start. Bundles take the module as `require` does, with the other names.
 */
const httpWithoutUndici: Plugin = {
  name: 'vigilot-http',
  enforce: 'pre',
  resolveId: {
    order: 'pre',
    handler: (id, _, { kind }) => (/^(node:)?http$/.test(id) && kind === 'import-statement' ? BARE_HTTP : null),
  },
  load: (id) => {
    if (id !== BARE_HTTP) return null;
    const names = Object.keys(Object.getOwnPropertyDescriptors(http)).filter((name) => !OF_UNDICI.has(name));
    return `const http = process.getBuiltinModule('node:http');
export default http;
${names.map((name) => `export const ${name} = http.${name};`).join('\n')}`;
  },
};

/**
 * Each program in one file, shared parts and the agent's worker threads beside it: a bundle starts faster than a thousand
 * files. Flat, and two folders below the repository where `screens` does not say otherwise: the addresses that the agent makes
 * of its own place hold there too.
 */
export function bundleOf({
  programs,
  outDir,
  external,
  target,
  screens = '../../renderer/dist',
}: Bundle): InlineConfig {
  const sources = Object.entries(programs).map(([name, path]) => [name, entry(path)]);
  return {
    configFile: false,
    publicDir: false,
    plugins: [
      {
        name: 'vigilot-workers',
        enforce: 'pre',
        // Worker threads are entries of their own; in the build they stand beside whoever starts them.
        transform: (code) =>
          code
            .replace(/new URL\('\.\/([\w-]+\.worker)\.ts', import\.meta\.url\)/g, "new URL('./$1.js', import.meta.url)")
            .replace("new URL('../../renderer/dist', import.meta.url)", `new URL('${screens}', import.meta.url)`)
            .replace("new URL('./desk/dist', import.meta.url)", "new URL('../../portal/desk/dist', import.meta.url)"),
      },
      httpWithoutUndici,
    ],
    ssr: { noExternal: true, external: [...external] },
    build: {
      ssr: true,
      // What is bundled, with its licences: for the build to describe what it ships (installers/supply), not to be shipped.
      license: { fileName: 'licences.json' },
      ssrEmitAssets: true,
      outDir,
      emptyOutDir: true,
      target,
      sourcemap: false,
      minify: false,
      rollupOptions: {
        input: {
          ...Object.fromEntries(sources),
          'register.worker': entry('./agent/register/register.worker.ts'),
          'checkpoint.worker': entry('./agent/journal/checkpoint.worker.ts'),
          'database-inspection.worker': entry('./agent/database-inspection.worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          // What packages in CommonJS know of themselves.
          intro: 'const __filename = import.meta.filename;\nconst __dirname = import.meta.dirname;',
        },
      },
    },
  };
}
