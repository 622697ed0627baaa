/** Loaded before a program by `--import`, it tells every module that is imported or required, one a line, on stderr. */
const TELL = `import { registerHooks } from 'node:module';
  registerHooks({ load: (url, context, next) => (process._rawDebug('loaded ' + url), next(url, context)) });`;

/** The option of Node that lets a process tell what it loads. */
export const TELLING_LOADS = `--import=data:text/javascript,${encodeURIComponent(TELL)}`;

export type LoadedModules = {
  /** Files of the project, seen from its root. */
  own: readonly string[];
  /** Names of packages, each once. */
  packages: readonly string[];
};

/** What a process has told of its loading. */
export function loadedModules(stderr: string, projectRoot: string): LoadedModules {
  const paths = [...stderr.matchAll(/^loaded file:\/\/(\S+)$/gm)].map(([, path = '']) => decodeURI(path));
  const own = paths.flatMap((path) =>
    path.startsWith(projectRoot) && !path.includes('/node_modules/') ? [path.slice(projectRoot.length)] : [],
  );
  const packages = paths.flatMap((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return { own, packages: [...new Set(packages)] };
}
