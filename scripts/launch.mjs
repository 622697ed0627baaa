// The first thing that every npm command of this project runs, on whatever Node the machine has (18 or newer):
//
//     node scripts/launch.mjs <entry> [arguments…]
//
// It installs the dependencies when they are missing or not those of package-lock.json, and runs the entry on
// the Node that the project pins. For that it uses nothing but Node itself, and no syntax that Node 18 lacks.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureDependencies } from './launch/dependencies.mjs';
import { endWithLauncher, isPinnedNode, runOnPinnedNode } from './launch/pinned-node.mjs';

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));
/** The oldest Node whose syntax and libraries this file and npm's own tools rely on. */
const OLDEST_NODE_MAJOR = 18;
/** EX_USAGE of sysexits.h. */
const EXIT_CODE_USAGE = 64;

const [entryArgument, ...entryArguments] = process.argv.slice(2);
const entry = entryArgument === undefined ? undefined : resolve(projectRoot, entryArgument);

if (entry === undefined || !existsSync(entry)) {
  end(
    EXIT_CODE_USAGE,
    entry === undefined
      ? 'usage: node scripts/launch.mjs <entry> [arguments…]'
      : `There is no file ${entry} to run. Check the spelling, or restore it from git.`,
  );
}
if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE_MAJOR) {
  end(
    1,
    `Node ${process.versions.node} is too old: version ${OLDEST_NODE_MAJOR} or newer is needed to start.`,
  );
}

const failure = await ensureDependencies(projectRoot);
if (failure) end(failure.exitCode, failure.message);

if (isPinnedNode(projectRoot)) {
  endWithLauncher();
  keepCompiledCode();
  process.argv = [process.execPath, entry, ...entryArguments];
  await import(pathToFileURL(entry).href);
} else {
  const launcher = fileURLToPath(import.meta.url);
  process.exit(await runOnPinnedNode(projectRoot, [launcher, entry, ...entryArguments]));
}

/**
 * Keeps what Node compiles, types stripped, for the next start: about a third of a command's time. Processes that
 * are started from here find it too. Where the folder cannot be written, Node goes on without.
 */
function keepCompiledCode() {
  process.env.NODE_COMPILE_CACHE ??= resolve(projectRoot, 'node_modules/.cache/compiled');
  nodeModule.enableCompileCache?.(process.env.NODE_COMPILE_CACHE);
}

/** Says why on standard error and ends the process. */
function end(exitCode, message) {
  process.stderr.write(`${message}\n`);
  process.exit(exitCode);
}
