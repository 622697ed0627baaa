import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { quickenImports } from '../platform/quick-imports.ts';

// Run once while an image is built, with NODE_COMPILE_CACHE: Node keeps all sources there, types stripped and compiled,
// and every process of the image starts in two thirds of the time. Nothing is started: files do nothing on import.
const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
const PROCESSES = ['src/app/control-main.ts', 'src/cli/main.ts', 'workers/main.ts'];
const ENTRY_POINTS = /(^|[/-])main\.ts$|\/guard\.ts$/;

quickenImports();
for (const file of globSync('{src,workers}/**/*.ts', { cwd: projectRoot })) {
  if (!ENTRY_POINTS.test(file)) await import(pathToFileURL(path.join(projectRoot, file)).href);
}
// Some packages are imported at their first use only.
const manifest = readFileSync(path.join(projectRoot, 'package.json'), 'utf8');
for (const name of Object.keys((JSON.parse(manifest) as { dependencies: object }).dependencies))
  await import(name);
flushCompileCache();
// What starts something on import is kept when it is run, and its help starts nothing. A process that finds its own entry
// point uncompiled would load the compiler for it, and keep it: 8 MiB at rest, 16 once it works.
for (const entry of PROCESSES) execFileSync(process.execPath, [entry, '--help'], { cwd: projectRoot });
