import { type SourceFile, type SyntaxNode, isNode } from './source-files.ts';

/** So many words in a row are a sentence; fewer are the key words of one. */
const SENTENCE_WORDS = 6;

/** The table of sentences itself, and the rules about files, whose words are nobody's. */
const TABLES = /^tests\/(words|architecture|docs)\//;

/** Tests whose long texts are no words of ours, and whose they are. */
const EXCUSED: Readonly<Record<string, string>> = {
  'tests/providers/api-sports/envelope.test.ts': 'what the provider says in its errors',
  'tests/simulator/provider/api.test.ts': 'what the simulated provider says, as the real one does',
  'tests/simulator/provider/limits.test.ts': 'what the simulated provider says, as the real one does',
};

/** Matchers of vitest and what they take apart: `toBe`, `toMatchObject`, `stringContaining`. */
const MATCHER = /^(to[A-Z]\w*|(string|object|array)(Containing|Matching))$/;

/** A word of a sentence: letters, with what stands around words. A figure, a name in code or a placeholder is none. */
const WORD = /^["'“‘(]*\p{Ll}[\p{L}'’]*[.,;:!?"'”’)]*$/u;

/** A name, or the first word of a sentence: it does not count, and breaks no row. */
const NAME = /^["'“‘(]*\p{Lu}[\p{L}'’]*[.,;:!?"'”’)]*$/u;

/** What a regular expression says anything with; its words before and after that are two stretches. */
const ANYTHING = /(?:\.|\[[^\]]*\]|\\[a-zA-Z]|\))[*+?]|\||\\n/;

/**
 * Sentences that a test expects to the letter outside of the table (tests/words): what it compares with, what its
 * tables of cases hold, and constants that it names for that.
 */
export function exactSentences(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => !TABLES.test(path) && !(path in EXCUSED))
    .flatMap((file) => {
      const constants = constantsOf(file);
      const expected = file.nodes
        .flatMap((node) => expectationsOf(node))
        .flatMap((node) => [...within(node, constants)]);
      return [...new Set(expected)]
        .filter((node) => stretchesOf(node).some((text) => countWords(text) >= SENTENCE_WORDS))
        .map(
          (node) =>
            `${file.path}:${file.lineOf(node.start)} holds a sentence: hold it in tests/words, and key words here`,
        );
    });
}

/** What a call expects: the arguments of a matcher, and the cases of a table. */
function expectationsOf(node: SyntaxNode): SyntaxNode[] {
  const callee = node.type === 'CallExpression' ? node['callee'] : undefined;
  if (!isNode(callee) || callee.type !== 'MemberExpression') return [];
  const { property } = callee;
  const name = isNode(property) ? String(property['name']) : '';
  const given = Array.isArray(node['arguments']) ? node['arguments'].filter((one) => isNode(one)) : [];
  return MATCHER.test(name) || name === 'each' ? given : [];
}

/** The cases of a table without what each is called, which is the first of it. */
function withoutTitle(row: SyntaxNode): SyntaxNode {
  const { elements } = row;
  if (row.type !== 'ArrayExpression' || !Array.isArray(elements)) return row;
  const [first] = elements;
  return isNode(first) && first.type === 'Literal' ? { ...row, elements: elements.slice(1) } : row;
}

/** The constants of a file by name, as far as they have a value of their own. */
function constantsOf(file: SourceFile): Map<string, SyntaxNode> {
  return new Map(
    file.nodes.flatMap((node): [string, SyntaxNode][] => {
      const { id, init } = node;
      return node.type === 'VariableDeclarator' && isNode(id) && isNode(init)
        ? [[String(id['name']), init]]
        : [];
    }),
  );
}

/** A value and all that it is made of; of functions nothing, because what they do is no value. */
function* within(value: unknown, constants: ReadonlyMap<string, SyntaxNode>): Generator<SyntaxNode> {
  if (Array.isArray(value)) {
    for (const item of value) yield* within(item, constants);
    return;
  }
  if (!isNode(value) || /Function|TaggedTemplate/.test(value.type)) return;
  const named = value.type === 'Identifier' ? constants.get(String(value['name'])) : undefined;
  if (named) yield* within(named, new Map());
  yield value;
  for (const child of Object.values(withoutTitle(value))) yield* within(child, constants);
}

/** The texts of a literal, a template or a regular expression; none of any other node. */
function stretchesOf(node: SyntaxNode): string[] {
  if (node.type === 'TemplateElement') return [(node['value'] as { raw: string }).raw];
  if (node.type !== 'Literal') return [];
  const { regex, value } = node;
  if (typeof regex === 'object' && regex !== null)
    return (regex as { pattern: string }).pattern
      .split(ANYTHING)
      .map((part) => part.replaceAll(/[\\^$]/g, ''));
  return typeof value === 'string' ? [value] : [];
}

/** The most words that stand in a row. */
function countWords(text: string): number {
  let most = 0;
  let inRow = 0;
  for (const part of text.split(/\s+/)) {
    if (NAME.test(part)) continue;
    inRow = WORD.test(part) ? inRow + 1 : 0;
    most = Math.max(most, inRow);
  }
  return most;
}
