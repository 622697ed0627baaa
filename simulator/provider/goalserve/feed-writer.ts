/** A node of a feed: texts are its attributes, lists its children. */
export type Tree = { readonly [name: string]: string | null | readonly Tree[] };

/** The three ways in which feeds are written. */
export const FORMS = ['plain', 'at', 'xml'] as const;
export type Form = (typeof FORMS)[number];

/** A feed in one of its ways: JSON collapses a list of one to the one, and has null for a root with nothing in it. */
export function writeFeed(form: Form, root: string, tree: Tree): object | string {
  if (form === 'xml') return `<?xml version="1.0" encoding="utf-8"?>\n${xmlOf(root, tree)}`;
  const isEmpty = Object.keys(tree).length === 0;
  return { [root]: isEmpty ? null : jsonOf(tree, form === 'at' ? '@' : '') };
}

function jsonOf(tree: Tree, mark: '@' | ''): object {
  const entries = Object.entries(tree).flatMap(([name, value]): [string, unknown][] => {
    if (value === null || typeof value === 'string') return [[mark + name, value]];
    const list = value.map((one) => jsonOf(one, mark));
    return list.length === 0 ? [] : [[name, list.length === 1 ? list[0] : list]];
  });
  return Object.fromEntries(entries);
}

function xmlOf(name: string, tree: Tree): string {
  const attributes = Object.entries(tree)
    .filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
  const children = Object.entries(tree)
    .flatMap(([key, value]) => (Array.isArray(value) ? (value as Tree[]).map((one) => xmlOf(key, one)) : []))
    .join('');
  return children === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${children}</${name}>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
