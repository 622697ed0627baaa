import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One import, re-export, `import()` or `import('…').Type` of a file. */
export type Import = {
  specifier: string;
  /** Path from the project's root for our own files, the package's name for all others. */
  target: string;
  isOwnFile: boolean;
  /** Vanishes when types are stripped: nothing is loaded. */
  isTypeOnly: boolean;
  line: number;
};

/** A node of the syntax tree, as far as the rules look at it. */
export type SyntaxNode = { type: string; start: number } & Record<string, unknown>;

/** A parsed file of ours. Paths are relative to the project's root, with forward slashes. */
export type SourceFile = {
  path: string;
  text: string;
  lineCount: number;
  imports: readonly Import[];
  /** Every node of the file, parents before children. */
  nodes: readonly SyntaxNode[];
  lineOf: (offset: number) => number;
};

/** Reads and parses every TypeScript file below these folders; a folder that does not exist holds none. */
export function readSourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) => listFiles(folder))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => parseSource(file, readFileSync(path.join(PROJECT_ROOT, file), 'utf8')));
}

/** Paths of all files below a folder of the project. */
export function listFiles(folder: string): string[] {
  const entries = readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(PROJECT_ROOT, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .toSorted();
}

/** Parses one file; `file` is its path from the project's root. */
export function parseSource(file: string, text: string): SourceFile {
  // The successor is no part of vitest's own surface, and a parser of our own would be one package more.
  // oxlint-disable-next-line typescript/no-deprecated
  const nodes = [...walk(parseAst(text, { lang: 'ts', sourceType: 'module' }))];
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  return {
    path: file,
    text,
    lineCount: text.trimEnd().split('\n').length,
    imports: nodes.flatMap((node) => importsOf(node, file, lineOf)),
    nodes,
    lineOf,
  };
}

function importsOf(node: SyntaxNode, file: string, lineOf: SourceFile['lineOf']): Import[] {
  const source = node['source'];
  if (!isNode(source) || typeof source['value'] !== 'string') return [];
  const specifier = source['value'];
  const isOwnFile = specifier.startsWith('.');
  return [
    {
      specifier,
      target: isOwnFile ? path.posix.join(path.posix.dirname(file), specifier) : packageName(specifier),
      isOwnFile,
      isTypeOnly: isTypeOnly(node),
      line: lineOf(node.start),
    },
  ];
}

/** `import type`, `export type`, `import('…').Type`, and imports whose every name is marked as a type. */
function isTypeOnly(node: SyntaxNode): boolean {
  if (node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type')
    return true;
  const specifiers = node['specifiers'];
  if (!Array.isArray(specifiers) || specifiers.length === 0) return false;
  return specifiers.every(
    (one) => isNode(one) && (one['importKind'] === 'type' || one['exportKind'] === 'type'),
  );
}

function packageName(specifier: string): string {
  const [first = specifier, second] = specifier.split('/');
  return first.startsWith('@') && second !== undefined ? `${first}/${second}` : first;
}

function* walk(value: unknown): Generator<SyntaxNode> {
  if (Array.isArray(value)) {
    for (const item of value) yield* walk(item);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) yield value;
  for (const child of Object.values(value)) yield* walk(child);
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
