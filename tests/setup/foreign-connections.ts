import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where this process and its children note what they were kept from, see src/platform/loopback-only.mjs. */
export function foreignConnectionsFile(): string {
  let file = process.env['SCORACLE_LOOPBACK_LOG'];
  if (file === undefined) {
    file = path.join(tmpdir(), `scoracle-foreign-connections-${process.pid}`);
    writeFileSync(file, '');
    process.env['SCORACLE_LOOPBACK_LOG'] = file;
    const made = file;
    process.once('exit', () => rmSync(made, { force: true }));
  }
  return file;
}
