import { type ResolveFnOutput, registerHooks } from 'node:module';

/** The package whose manifest is so large (180 kB) that reading it anew takes longer than the import itself. */
const LARGE_PACKAGE = 'drizzle-orm';
const LARGE_PACKAGE_FOLDER = `/node_modules/${LARGE_PACKAGE}/`;

/**
 * Makes what is imported from now on load in about half the time. For every file of a package, and for every
 * import of it, Node reads and parses the package's manifest again. Here each way to write the package is looked
 * up once, and what its own files import of each other is taken as it is written.
 */
export function quickenImports(): void {
  const known = new Map<string, ResolveFnOutput>();
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const parent = context.parentURL ?? '';
      if (parent.includes(LARGE_PACKAGE_FOLDER)) {
        const isOwnModule = specifier.startsWith('.') && specifier.endsWith('.js');
        if (!isOwnModule) return nextResolve(specifier, context);
        return { url: new URL(specifier, parent).href, format: 'module', shortCircuit: true };
      }
      // The files of the project all find the same package; a package may have one of its own.
      const isOurs = specifier.startsWith(LARGE_PACKAGE) && !parent.includes('/node_modules/');
      if (!isOurs) return nextResolve(specifier, context);
      const found = known.get(specifier) ?? nextResolve(specifier, context);
      known.set(specifier, found);
      return { ...found, shortCircuit: true };
    },
  });
}
