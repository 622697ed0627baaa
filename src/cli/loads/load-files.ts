import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { App } from '../../app/app.ts';
import type { League } from '../../domain/league.ts';
import { LoadFileError } from '../../loads/load-error.ts';
import { type Spool, createSpool, readSpool } from '../../loads/spool.ts';
import { ScheduleFileError } from '../../schedule/parse/schedule-file-error.ts';
import { openSource } from '../open-source.ts';
import { usageError } from '../outcome.ts';

/** Files as they are named; of a folder those in it, by name. */
export async function listFiles(paths: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    paths.map(async (one) => {
      if (one === '-' || !(await isFolder(one))) return [one];
      const entries = await readdir(one, { withFileTypes: true });
      const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      return names.toSorted().map((name) => path.join(one, name));
    }),
  );
  const files = lists.flat();
  if (files.length > 0) return files;
  throw usageError('there are no files in the folder', 'Name a file, or a folder with files.');
}

async function isFolder(file: string): Promise<boolean> {
  // What is not there is told when it is opened.
  return stat(file).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

/** A file that is read twice, for its hash and for its rows. */
export type FileSource = {
  request: { open: () => Promise<AsyncIterable<Buffer>>; sourceName: string };
  fractionRead: () => number | undefined;
};

/** Opens files one after the other; what comes by standard input is kept in a spool for the second reading. */
export async function forEachFile(
  files: readonly string[],
  stdin: NodeJS.ReadStream,
  work: (source: FileSource, index: number) => Promise<void>,
): Promise<void> {
  for (const [index, file] of files.entries()) {
    const spool = createSpool();
    try {
      await work(await sourceOf(file, stdin, spool), index);
    } catch (error) {
      if (files.length > 1 && isOfFile(error)) error.message = `${path.basename(file)}: ${error.message}`;
      throw error;
    } finally {
      await spool.close();
    }
  }
}

/** What is wrong with a file; of several, which one has to be said. */
function isOfFile(error: unknown): error is Error {
  return error instanceof LoadFileError || error instanceof ScheduleFileError;
}

async function sourceOf(file: string, stdin: NodeJS.ReadStream, spool: Spool): Promise<FileSource> {
  let newest = await openSource(file, stdin);
  const { name, fractionRead } = newest;
  if (file !== '-') {
    const open = async () => {
      newest = await openSource(file, stdin);
      return newest.chunks;
    };
    return { request: { open, sourceName: name }, fractionRead: () => newest.fractionRead() };
  }
  for await (const chunk of newest.chunks) await spool.add(Buffer.from(chunk));
  return { request: { open: () => Promise.resolve(readSpool(spool)), sourceName: name }, fractionRead };
}

/** The league of a name; throws a usage error for a name that no league has. */
export async function leagueNamed(app: App, name: string | undefined): Promise<League | undefined> {
  if (name === undefined) return undefined;
  const leagues = await app.leagueRegister.current();
  const league = leagues.findOfAnySport(name);
  if (league !== undefined) return league;
  const known = leagues.all.map((one) => one.name).join(', ');
  throw usageError(`there is no league "${name}"`, `Leagues are ${known}.`);
}
