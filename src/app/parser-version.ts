import { join } from 'node:path';
import { sourceDigest } from '../platform/source-digest.ts';

/** Whose sources decide what becomes of a body or a file. */
const PARSERS = ['providers', 'sports', 'schedule'];

/** The release and a digest of the parsers' sources, such as `0.1.0+3fa9c2d1`; the sources are read when it is first asked for, which a process that lives long does as it starts. */
export function parserVersionOf(projectRoot: string, release: string): () => string {
  let version: string | undefined;
  return () => {
    version ??= `${release}+${sourceDigest(PARSERS.map((room) => join(projectRoot, 'src', room)))}`;
    return version;
  };
}
