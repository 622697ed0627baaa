import type { SourceFile } from './source-files.ts';

/** Longer lines of markup are not read; the width that code is formatted to, and a little for a closing tag. */
const MOST_CHARACTERS = 120;

/** Lines of `html` templates that are too long to be read: markup is formatted, one element a line. */
export function longTemplateLines(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const lines = file.text.split('\n');
    const numbers = new Set(file.nodes.flatMap((node) => (isHtml(node) ? linesOf(node, file) : [])));
    return [...numbers].flatMap((number) => {
      const { length } = lines[number - 1] ?? '';
      return length > MOST_CHARACTERS
        ? [`${file.path}:${number} has ${length} characters of markup: one element a line`]
        : [];
    });
  });
}

type Node = SourceFile['nodes'][number];

function isHtml({ type, tag }: Node): boolean {
  const named = tag as { name?: unknown; object?: { name?: unknown } } | undefined;
  return type === 'TaggedTemplateExpression' && (named?.name === 'html' || named?.object?.name === 'html');
}

function linesOf(node: Node, file: SourceFile): number[] {
  const first = file.lineOf(node.start);
  const last = file.lineOf(Number(node['end']));
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
