import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT, listFiles } from '../architecture/source-files.ts';

export type Document = { path: string; text: string };

/** A piece of a document, with the line on which it stands. */
export type Piece = { document: string; line: number; text: string };

/** Every Markdown file of the project. */
export function readDocuments(): Document[] {
  const below = ['docs', 'src', 'workers', 'simulator', 'tests', 'samples', 'bench'].flatMap(listFiles);
  const own = below.filter((file) => file.endsWith('.md') && !file.includes('node_modules/'));
  return ['README.md', ...own].map((file) => ({
    path: file,
    text: readFileSync(path.join(PROJECT_ROOT, file), 'utf8'),
  }));
}

/** Targets of links and pictures that lead into the project, without their `#anchor`. */
export function linksOf(document: Document): Piece[] {
  return piecesOf(document, /\]\((?![a-z]+:)([^)\s]+)\)/g);
}

/** What stands between backticks within a line, and every line of a code block. */
export function codeOf(document: Document): Piece[] {
  const blocks: Piece[] = [];
  let isInside = false;
  for (const [index, text] of document.text.split('\n').entries()) {
    if (text.startsWith('```')) isInside = !isInside;
    else if (isInside) blocks.push({ document: document.path, line: index + 1, text });
  }
  const isBlockLine = new Set(blocks.map(({ line }) => line));
  return [...blocks, ...piecesOf(document, /`([^`\n]+)`/g).filter(({ line }) => !isBlockLine.has(line))];
}

function piecesOf({ path: document, text }: Document, pattern: RegExp): Piece[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(pattern)].map((match) => ({ document, line: index + 1, text: match[1] ?? '' })),
    );
}

/** The heading's anchor, as GitHub and GitLab make it. */
export function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}
