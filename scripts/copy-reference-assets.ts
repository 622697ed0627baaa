// Copies what the API reference needs of swagger-ui-dist into src/http/assets/reference/: 2 MB of the package's 12,
// which production does not install. `node scripts/launch.mjs scripts/copy-reference-assets.ts` after the package
// has changed; a test compares.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { COPIED, PACKAGE_FOLDER, TARGET_FOLDER } from './reference-assets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
mkdirSync(path.join(root, TARGET_FOLDER), { recursive: true });
for (const name of COPIED) {
  copyFileSync(path.join(root, PACKAGE_FOLDER, name), path.join(root, TARGET_FOLDER, name));
  process.stdout.write(`${TARGET_FOLDER}/${name}\n`);
}
