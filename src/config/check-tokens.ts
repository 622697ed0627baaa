import type { HttpConfig, HttpSecrets } from './areas/http.ts';
import { isLoopback } from './loopback.ts';

/** Shorter tokens are guessed over a network, or from whatever was made of them. */
const LEAST_CHARACTERS = 16;
const LEAST_DIFFERENT = 8;

/** A token with the name of its variable. */
type NamedToken = readonly [name: string, token: string];

/** Why a token is too easy to guess, in words; undefined for a good one. */
export function tokenWeakness(token: string): string | undefined {
  if (token.length < LEAST_CHARACTERS) return `has ${token.length} characters of ${LEAST_CHARACTERS}`;
  const different = new Set(token).size;
  return different < LEAST_DIFFERENT
    ? `has ${different} different characters of ${LEAST_DIFFERENT}`
    : undefined;
}

/** What is wrong with the tokens of the HTTP server, taken together. */
export function tokenProblems(http: HttpConfig, secrets: HttpSecrets): readonly string[] {
  const tokens = tokensOf(secrets);
  const problems = secrets.adminToken === undefined ? problemsWithoutAdmin(http, tokens) : [];
  for (const [index, [name, token]] of tokens.entries()) {
    const twin = tokens.slice(0, index).find(([, other]) => other === token);
    if (twin) problems.push(`${name} and ${twin[0]} are the same: each needs a token of its own.`);
  }
  if (!isReachedFromOutside(http)) return problems;
  for (const [name, token] of tokens) {
    const weakness = tokenWeakness(token);
    if (weakness === undefined) continue;
    problems.push(
      `${name} ${weakness} that a token needs where others than this machine can ask: make one with \`openssl rand -base64 24\`.`,
    );
  }
  return problems;
}

function problemsWithoutAdmin({ host }: HttpConfig, tokens: readonly NamedToken[]): string[] {
  const ofTokens = tokens.map(
    ([name]) =>
      `${name} is set but ADMIN_TOKEN is missing: without it everybody may do everything. Set both.`,
  );
  if (isLoopback(host)) return ofTokens;
  return [
    `HOST is ${host} but ADMIN_TOKEN is missing: without a token only loopback is served.`,
    ...ofTokens,
  ];
}

/** The tokens that are set, by the names of their variables. */
export function tokensOf({ adminToken, readerToken, metricsToken }: HttpSecrets): NamedToken[] {
  const named = { ADMIN_TOKEN: adminToken, READER_TOKEN: readerToken, METRICS_TOKEN: metricsToken };
  return Object.entries(named).flatMap(([name, token]) =>
    token === undefined ? [] : [[name, token] as const],
  );
}

/** A proxy that is trusted stands there to let others in. */
function isReachedFromOutside({ host, trustedProxies }: HttpConfig): boolean {
  const hasProxy = typeof trustedProxies === 'number' ? trustedProxies > 0 : trustedProxies.length > 0;
  return hasProxy || !isLoopback(host);
}
