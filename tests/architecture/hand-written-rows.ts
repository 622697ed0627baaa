import { type SourceFile, type SyntaxNode, isNode } from './source-files.ts';

const READERS = new Set(['rowsOf', 'firstRow']);

/**
 * Where a caller says what the rows of a statement are (`rowsOf<…>`), each as its file and line: nothing holds such a
 * shape against the statement, where `selecting` and the query builder infer it from what is selected.
 */
export function handWrittenRows(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path: file }) => file !== 'src/db/rows.ts')
    .flatMap((file) => file.nodes.filter(isShaped).map((node) => `${file.path}:${file.lineOf(node.start)}`));
}

function isShaped(node: SyntaxNode): boolean {
  const { callee, typeArguments } = node;
  if (node.type !== 'CallExpression' || !isNode(callee) || !isNode(typeArguments)) return false;
  return callee.type === 'Identifier' && READERS.has(String(callee['name']));
}
