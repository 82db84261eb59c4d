'use strict';
/**
 * Starts one program of this folder: `node boot.cjs core` or `node boot.cjs vigilot <arguments>`. The compile cache is on before
 * the bundle is read, and only in a folder that its user alone writes: what it holds is run as it stands.
 */
const { enableCompileCache } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const [program] = process.argv.splice(2, 1);
if (program !== 'core' && program !== 'vigilot') {
  process.stderr.write('boot.cjs: core or vigilot expected\n');
  process.exit(2);
}
const data = process.env.VIGILOT_DATA_DIR;
const agent = program === 'core' || process.argv[2] === 'agent';
if (agent && data) enableCompileCache(join(data, 'compile-cache'));
import(pathToFileURL(join(__dirname, `${program}.js`)).href).catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
