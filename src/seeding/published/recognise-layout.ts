import { LoadFileError } from '../../loads/load-error.ts';
import { PUBLISHED_LAYOUTS } from './layouts/all-layouts.ts';
import type { PublishedLayout } from './layouts/layout.ts';

/** Which layout a file is of, and where it has what. */
export type BoundLayout = {
  layout: PublishedLayout;
  /** The position of each column that it has, by our name. */
  positions: ReadonlyMap<string, number>;
  /** What the file calls it. */
  fileNames: ReadonlyMap<string, string>;
};

/** The names of layouts, for options. */
export const BOX_SCORE_PRESETS: readonly string[] = PUBLISHED_LAYOUTS.map(({ preset }) => preset);

/** Recognises the layout of a header, whatever the order of its columns. Throws LoadFileError. */
export function recogniseLayout(header: readonly string[], wanted?: string): BoundLayout {
  const names = header.map((name) => name.trim().toLowerCase());
  const tried = PUBLISHED_LAYOUTS.filter(({ preset }) => wanted === undefined || preset === wanted).map(
    (layout) => ({ layout, missing: missingColumns(layout, names) }),
  );
  const found = tried.find(
    ({ layout, missing }) => missing.length === 0 && !layout.without.some((column) => names.includes(column)),
  )?.layout;
  if (found === undefined) throw unknownHeader(header, tried);
  const columns = Object.entries({ ...found.columns, ...found.optional }).flatMap(([name, spellings]) => {
    const spelling = spellings.find((one) => names.includes(one));
    return spelling === undefined ? [] : [{ name, position: names.indexOf(spelling) }];
  });
  return {
    layout: found,
    positions: new Map(columns.map(({ name, position }) => [name, position])),
    fileNames: new Map(columns.map(({ name, position }) => [name, header[position]?.trim() ?? name])),
  };
}

function missingColumns({ columns }: PublishedLayout, names: readonly string[]): string[] {
  return Object.values(columns)
    .filter((spellings) => !spellings.some((one) => names.includes(one)))
    .map((spellings) => spellings.join(' or '));
}

function unknownHeader(
  header: readonly string[],
  tried: readonly { layout: PublishedLayout; missing: readonly string[] }[],
): LoadFileError {
  const [nearest] = tried.toSorted((a, b) => a.missing.length - b.missing.length);
  const columns = header.slice(0, 40).join(', ') || 'none';
  return new LoadFileError(
    'unknown_layout',
    `the file is of no layout of box scores that is known; columns found: ${columns}`,
    nearest === undefined || nearest.missing.length === 0
      ? `Layouts are ${BOX_SCORE_PRESETS.join(', ')}.`
      : `It is nearest to ${nearest.layout.what} (${nearest.layout.preset}), which also has: ${nearest.missing.join(', ')}.`,
  );
}
