import { defineConfig } from 'vite';
import { catalogueMessages } from './build/messages.ts';

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the same build works at an address of the agent and under a scheme of its own.
  base: './',
  plugins: [catalogueMessages()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'chrome120',
    // An inlined asset is a data: address, which the content security policy allows for images alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    // What is bundled, for the build to describe what it ships (installers/supply); not shipped itself.
    license: { fileName: 'licences.json' },
  },
});
