// The first lines of the desktop application, in CommonJS: what must be said before Electron is ready would come too late from a
// module that is loaded asynchronously.
const { enableCompileCache } = require('node:module');
const { app, protocol } = require('electron');

// Node 22.8 and later.
enableCompileCache?.();
// Every page is sandboxed by its window too. Chromium has no sandbox for root, where tests say so on the command line.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
// One tray a session: the second start shows the desk of the first.
if (app.requestSingleInstanceLock()) {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'vigilot', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
  import('./dist/shell.js').catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    app.exit(1);
  });
} else app.quit();
