import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants as fileConstants, existsSync, realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { pinnedNodePath, pinnedNodeVersion } from './pinned-node.mjs';

/**
 * Runs `npm ci`, whatever is in node_modules now. What npm says goes to standard error, because standard
 * output belongs to the command that the user asked for. Answers undefined or a failure.
 */
export async function installDependencies(projectRoot) {
  const [command, ...npmArguments] = npmCommand(projectRoot);
  const exitCode = await run(
    command,
    [...npmArguments, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'],
    projectRoot,
    projectRoot,
  );
  if (exitCode === 0) return undefined;
  return {
    exitCode,
    message:
      `Dependencies could not be installed ("npm ci" ended with ${exitCode}; its words are above). ` +
      `Check the network and the disk, run "npm ci" in ${projectRoot}, and try again.`,
  };
}

/**
 * Installs the pinned Node by its package's own script, which npm leaves out under --ignore-scripts, and tries
 * whether it runs on this system. Answers undefined or a failure.
 */
export async function installPinnedNode(projectRoot) {
  const packageDirectory = join(projectRoot, 'node_modules', 'node');
  const script = join(packageDirectory, 'installArchSpecificPackage.js');
  const exitCode = existsSync(script)
    ? await run(outsideNode(projectRoot), [script], packageDirectory, projectRoot)
    : 1;
  const version = spawnSync(pinnedNodePath(projectRoot), ['--version'], { encoding: 'utf8' });
  if (version.status === 0) return undefined;
  const major = Number.parseInt(pinnedNodeVersion(projectRoot), 10);
  return {
    exitCode: exitCode || 1,
    message:
      `The pinned Node (${pinnedNodePath(projectRoot)}) is missing or does not run on this system. ` +
      `Run "npm ci" in ${projectRoot} without --ignore-scripts, or use Node ${major} or newer.`,
  };
}

/** How to start npm: the one that started us, or the one on the search path. */
function npmCommand(projectRoot) {
  const npmScript = process.env.npm_execpath;
  // Under pnpm or yarn the variable names those.
  if (npmScript && basename(npmScript) === 'npm-cli.js' && existsSync(npmScript)) {
    return [outsideNode(projectRoot), npmScript];
  }
  return ['npm'];
}

/** A Node outside node_modules, because `npm ci` removes the one inside while it works. */
function outsideNode(projectRoot) {
  const directories = [dirname(process.execPath), ...outsideSearchPath(projectRoot).split(delimiter)];
  const inside = realpathSync(projectRoot) + sep;
  for (const directory of directories) {
    try {
      const candidate = realpathSync(join(directory, 'node'));
      accessSync(candidate, fileConstants.X_OK);
      if (!candidate.startsWith(inside)) return candidate;
    } catch {
      // No Node in this directory.
    }
  }
  return process.execPath;
}

/** The search path without the project's own node_modules/.bin, which npm puts first. */
function outsideSearchPath(projectRoot) {
  const ours = join(projectRoot, 'node_modules') + sep;
  const directories = (process.env.PATH ?? '').split(delimiter);
  return directories.filter((directory) => !directory.startsWith(ours)).join(delimiter);
}

/** Runs a program with its output on standard error; a stop signal ends it, and its exit code is answered. */
function run(command, commandArguments, cwd, projectRoot) {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: outsideSearchPath(projectRoot) };
    const child = spawn(command, commandArguments, { cwd, env, stdio: ['ignore', 2, 2] });
    const passOn = (signal) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, passOn);
    const finish = (exitCode) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, passOn);
      resolve(exitCode);
    };
    child.on('error', (error) => {
      process.stderr.write(`${command} does not start: ${error.message}\n`);
      finish(127);
    });
    child.on('exit', (exitCode, signal) => finish(exitCode ?? 128 + constants.signals[signal]));
  });
}
