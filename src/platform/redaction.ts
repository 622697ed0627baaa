/** Replaces secrets in a text by `[redacted]`. */
export type Redactor = (text: string) => string;

/** Real keys have 32 characters; replacing a short one, as in a demonstration, would garble data. */
const SHORTEST_REDACTED_SECRET = 8;

const HTML_ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/**
 * A function that removes the given secrets from a text, however URLs, JSON, HTML or base64 write them, also where
 * only some of their characters are escaped, or twice. Secrets of fewer than eight characters stay.
 */
export function createRedactor(secrets: readonly (string | undefined)[]): Redactor {
  const long = secrets.filter(
    (secret): secret is string => secret !== undefined && secret.length >= SHORTEST_REDACTED_SECRET,
  );
  const patterns = [...new Set(long.flatMap(spellingsOf))];
  if (patterns.length === 0) return (text) => text;
  const pattern = new RegExp(patterns.join('|'), 'g');
  return (text) => text.replace(pattern, '[redacted]');
}

/** Patterns of all ways in which a secret may be written. */
function spellingsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  const unescaped = decoded(secret);
  return [
    ...[secret, ...(unescaped !== undefined && unescaped !== secret ? [unescaped] : [])]
      .filter((one) => one.length >= SHORTEST_REDACTED_SECRET)
      .map((one) => Array.from(one, anyEscapeOf).join('')),
    literal(base64.replaceAll('=', '')) + '=*',
    literal(Buffer.from(secret).toString('base64url')),
  ];
}

/** A character as itself, percent-encoded once or twice, as JSON or HTML escape it. */
function anyEscapeOf(character: string): string {
  const bytes = [...Buffer.from(character)].map((byte) => anyCase(byte.toString(16).padStart(2, '0')));
  const percent = bytes.map((hex) => `%(?:25)*${hex}`).join('');
  const units = [...Array(character.length).keys()].map((index) => character.charCodeAt(index));
  const json = units.map((unit) => `\\\\+u${anyCase(unit.toString(16).padStart(4, '0'))}`).join('');
  const code = character.codePointAt(0) ?? 0;
  const html = `&#(?:0*${code}|[xX]0*${anyCase(code.toString(16))});`;
  const entity = HTML_ENTITIES[character];
  return `(?:${[
    literal(character),
    percent,
    json,
    html,
    ...(entity === undefined ? [] : [`&${entity};`]),
    ...('"\\/'.includes(character) ? [`\\\\+${literal(character)}`] : []),
    ...(character === ' ' ? ['\\+'] : []),
  ].join('|')})`;
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A secret with a stray percent sign has no other reading.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
