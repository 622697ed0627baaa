import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { isShallowJson } from '../../platform/json-depth.ts';

/**
 * A node of a feed, whichever of the three ways it was written in: plain JSON, JSON whose keys begin with `@`, or XML.
 * Names are in small letters and without `@`; all values are texts; children are lists, also where there is one.
 */
export type FeedNode = {
  texts: Readonly<Record<string, string>>;
  children: Readonly<Record<string, readonly FeedNode[]>>;
};

export type FeedReading = { ok: true; node: FeedNode } | { ok: false; problem: string };

/** Feeds nest some ten times. */
const MAX_DEPTH = 40;

const XML = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Every value stays the text that it is: ids with zeros, `+5`, `07:00`.
  parseTagValue: false,
  parseAttributeValue: false,
  maxNestedTags: MAX_DEPTH,
});

/** Reads a body as a feed, or says why it is none. */
export function readFeed(body: string): FeedReading {
  const start = body.trimStart();
  if (start.startsWith('<')) return readXml(body);
  if (!start.startsWith('{')) return { ok: false, problem: 'the body is neither JSON nor XML' };
  try {
    if (!isShallowJson(body)) return { ok: false, problem: 'the body is nested too deeply' };
    return { ok: true, node: nodeOf(JSON.parse(body)) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, problem: 'the body is broken off or not valid JSON' };
  }
}

function readXml(body: string): FeedReading {
  // Feeds declare nothing; whoever does is no feed, and could name entities that grow without end.
  if (/<!(doctype|entity)/i.test(body)) return { ok: false, problem: 'the body is a web page, not a feed' };
  // oxlint-disable-next-line typescript/no-deprecated -- the package that follows it is not needed for this one question
  const validity = XMLValidator.validate(body);
  if (validity !== true) return { ok: false, problem: `the body is not valid XML (${validity.err.code})` };
  try {
    return { ok: true, node: nodeOf(XML.parse(body)) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { ok: false, problem: 'the body cannot be read as XML' };
  }
}

function nodeOf(value: unknown): FeedNode {
  const texts: Record<string, string> = {};
  const children: Record<string, FeedNode[]> = {};
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  for (const [key, inner] of entries as [string, unknown][]) {
    const name = key.replace(/^@/, '').toLowerCase();
    if (name === '?xml') continue;
    for (const one of Array.isArray(inner) ? (inner as unknown[]) : [inner]) {
      if (typeof one === 'object' && one !== null) (children[name] ??= []).push(nodeOf(one));
      // What has no value is an empty element in one of the ways, and null in another.
      else texts[name] = textOf(one);
    }
  }
  return { texts, children };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** The nodes of a name, wherever they stand below a node, each with the names and texts of those above it. */
export function nodesNamed(
  node: FeedNode,
  name: string,
  above: readonly FeedNode[] = [],
): { node: FeedNode; above: readonly FeedNode[] }[] {
  return Object.entries(node.children).flatMap(([key, list]) =>
    list.flatMap((child) =>
      key === name ? [{ node: child, above }] : nodesNamed(child, name, [...above, child]),
    ),
  );
}

/** The first child of any of these names. */
export function childOf(node: FeedNode | undefined, ...names: string[]): FeedNode | undefined {
  return names.map((name) => node?.children[name]?.[0]).find((child) => child !== undefined);
}
