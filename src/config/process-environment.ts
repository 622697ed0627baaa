/** The environment of this process: read here only, and handed on by the entry points. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
