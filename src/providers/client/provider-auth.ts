import { createRedactor, type Redactor } from '../../platform/redaction.ts';

/**
 * Where a provider wants its key: in a header, among the parameters, or in the path, where `{key}` in the base
 * address or the endpoint stands for it. The secret itself never leaves the client.
 */
export type ProviderAuth =
  | { in: 'nowhere' }
  | { in: 'header'; name: string; secret: string }
  | { in: 'query'; name: string; secret: string }
  | { in: 'path'; secret: string };

/** Stands for the key in base addresses and endpoints of providers that want it in the path. */
const KEY_IN_PATH = '{key}';

/** Where a call goes and with which headers. */
export type AddressedCall = { url: URL; headers: Readonly<Record<string, string>> };

/**
 * The full address of a call with its key; parameters in the order given. One whose name stands in braces in the
 * endpoint (`/boxscore_{gameId}.json`) goes there, so that records have one endpoint for all of its values.
 */
export function addressedCall(
  { baseUrl, auth, headers = {} }: AddressedApi,
  endpoint: string,
  query: Readonly<Record<string, string>>,
): AddressedCall {
  const base = baseUrl.replace(/\/+$/, '');
  const own = Object.entries(query).filter(([name]) => !endpoint.includes(`{${name}}`));
  const address = base + withParameters(endpoint, query);
  const url = new URL(
    auth.in === 'path' ? address.replaceAll(KEY_IN_PATH, () => encodeURIComponent(auth.secret)) : address,
  );
  for (const [name, value] of own) url.searchParams.append(name, value);
  if (auth.in === 'query') url.searchParams.append(auth.name, auth.secret);
  return { url, headers: { ...headers, ...(auth.in === 'header' ? { [auth.name]: auth.secret } : {}) } };
}

type AddressedApi = {
  baseUrl: string;
  auth: ProviderAuth;
  headers?: Readonly<Record<string, string>> | undefined;
};

function withParameters(endpoint: string, query: Readonly<Record<string, string>>): string {
  return Object.entries(query).reduce(
    (path, [name, value]) => path.replaceAll(`{${name}}`, () => encodeURIComponent(value)),
    endpoint,
  );
}

/** Who removes a provider's key from texts: bodies, parameters, messages. */
export type Redactors = (auth: ProviderAuth) => Redactor;

/** Makes them once for each key: the pattern of all ways to write one takes longer to make than to use. */
export function createRedactors(): Redactors {
  const known = new WeakMap<ProviderAuth, Redactor>();
  return (auth) => {
    let redactor = known.get(auth);
    if (redactor === undefined) {
      redactor = createRedactor(auth.in === 'nowhere' ? [] : [auth.secret]);
      known.set(auth, redactor);
    }
    return redactor;
  };
}
