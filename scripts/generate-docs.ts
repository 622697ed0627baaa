// Writes the parts of docs/ that the code knows better than anybody: docs/configuration.md and the table of metrics
// in docs/monitoring.md. `node scripts/launch.mjs scripts/generate-docs.ts` after a change of either; a test
// compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedDocuments } from './generate-docs/documents.ts';

const docs = path.join(fileURLToPath(new URL('..', import.meta.url)), 'docs');

for (const { name, render } of await generatedDocuments()) {
  const file = path.join(docs, name);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const after = render(before);
  if (after !== before) writeFileSync(file, after);
  process.stdout.write(`${name}: ${after === before ? 'up to date' : 'written'}\n`);
}
