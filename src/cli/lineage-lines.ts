import type { LineageNode } from '../datasets/lineage.ts';

/** A tree of lineage, each step two columns further in. */
export function lineageLines(nodes: readonly LineageNode[], emptyText: string): string {
  return nodes.length === 0 ? `  ${emptyText}` : linesOf(nodes, 1).join('\n');
}

function linesOf(nodes: readonly LineageNode[], depth: number): string[] {
  return nodes.flatMap((node) => [
    `${'  '.repeat(depth)}${node.name} (${node.kind === 'capability' ? 'from providers' : node.kind})`,
    ...linesOf(node.next, depth + 1),
  ]);
}
