import { PROVIDER_NAMES } from '../../src/config/provider-names.ts';
import { SPORTS, sportSlug } from '../../src/domain/sport.ts';
import { literalText } from './house-rules.ts';
import type { SourceFile, SyntaxNode } from './source-files.ts';

/** Files that name sports which are not their own, and why. */
export const NAMERS: readonly (readonly [files: RegExp, why: string])[] = [
  [/^src\/domain\/sport\.ts$/, 'the list of sports'],
  [/^src\/sports\/(all-facts|sports)\.ts$/, 'the lists of their facts and definitions'],
  [/^src\/db\/schema\/reader-schema\.ts$/, 'the schema under the names of a founding document'],
  [/^src\/db\/schema\/line-tables\.ts$/, 'the list of their tables'],
  [/^src\/providers\/ports\.ts$/, 'the list of the ports of their box scores'],
  [/^src\/config\/areas\/providers\.ts$/, 'the addresses of API-Sports, which has a host for each sport'],
  [/^src\/providers\/[^/]+\/[^/]+\.ts$/, 'a provider says which sports it has, and opens them'],
  [/^src\/reference\/built-in\//, 'leagues and teams that come with the program say their sport'],
  [
    /^src\/(schedule\/parse\/presets|odds\/published\/layouts)\//,
    'a layout belongs to who publishes it, and says of which sports that is',
  ],
  [
    /^src\/seeding\/published\/layouts\//,
    'a layout belongs to who publishes it, and says of which sport that is',
  ],
  [/^src\/http\/requests\/(tasks|values)\.ts$/, 'the example of a sport in the reference of the API'],
];

/** Places where a sport is named outside its own files: there it is a value from `SPORTS`. */
export function sportNames(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => path.startsWith('src/') && !NAMERS.some(([namer]) => namer.test(path)))
    .flatMap((file) =>
      SPORTS.filter((sport) => !isOwnFile(file.path, sportSlug(sport))).flatMap((sport) =>
        file.nodes
          .filter((node) => isNamed(sport, node))
          .map(
            (node) => `${file.path}:${file.lineOf(node.start)} names ${sport}: make it a fact of the sport`,
          ),
      ),
    );
}

/** Whether a file, or a folder that it is in, bears the sport's name: `nba/`, `nba-lines.ts`. */
function isOwnFile(path: string, slug: string): boolean {
  return path
    .split('/')
    .some((part) => part === slug || part.startsWith(`${slug}-`) || part === `${slug}.ts`);
}

/** Names of providers, which may begin like that of a sport: `nba-stats`, `configureNbaStats`. */
const PROVIDERS = new RegExp(PROVIDER_NAMES.map((name) => name.replaceAll('-', '_?')).join('|'), 'gi');

/** As an identifier that bears the name (`NBA_TEAMS`, `createNbaClient`), or as a text of nothing else. */
function isNamed(sport: string, node: SyntaxNode): boolean {
  const slug = sport.toLowerCase();
  if (node.type === 'Identifier') {
    const asWord = `${sport.slice(0, 1)}${slug.slice(1)}`;
    return new RegExp(`${sport}|${asWord}|^${slug}(?![a-z])`).test(
      String(node['name']).replaceAll(PROVIDERS, ''),
    );
  }
  const text = literalText(node).trim();
  return text === sport || text === slug;
}
