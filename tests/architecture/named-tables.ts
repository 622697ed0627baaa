import { type SourceFile, type SyntaxNode, isNode } from './source-files.ts';

/** How a table is declared in the schema. */
const DECLARED = /pgTable\(\s*'(\w+)'/g;

/** The names of all tables of the schema. */
export function tablesOf(files: readonly SourceFile[]): ReadonlySet<string> {
  const schema = files.filter(({ path: file }) => file.startsWith('src/db/schema/'));
  return new Set(schema.flatMap(({ text }) => [...text.matchAll(DECLARED)].map((match) => match[1] ?? '')));
}

const NAMES_TABLE = /\b(?:from|join|update|into|using)\s+(?:only\s+)?"?(\w+)/gi;

/**
 * Where statements name a table as text, each as its file and line: a renamed table or column breaks them when they
 * run, where the schema's tables and columns would not compile.
 */
export function namedTables(files: readonly SourceFile[], tables: ReadonlySet<string>): string[] {
  return files.flatMap((file) =>
    file.nodes
      .filter(isInTemplate)
      .flatMap((node) =>
        [...rawText(node).matchAll(NAMES_TABLE)]
          .filter((match) => tables.has(match[1] ?? ''))
          .map((match) => `${file.path}:${file.lineOf(node.start)} ${match[1]}`),
      ),
  );
}

function isInTemplate(node: SyntaxNode): boolean {
  return node.type === 'TemplateElement';
}

function rawText(node: SyntaxNode): string {
  const value: unknown = node['value'];
  if (isNode(value) || typeof value !== 'object' || value === null || !('raw' in value)) return '';
  return String(value.raw);
}
