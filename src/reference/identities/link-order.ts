import type { LinkableType } from '../../domain/external-id.ts';
import type { Sport } from '../../domain/sport.ts';

export type LinkOrder = {
  sport: Sport;
  type: LinkableType;
  provider: string;
  externalId: string;
  entity: number;
  /** The entity has another id at the provider, which stays the one by which it is asked for. */
  isAlias?: boolean | undefined;
};

export type UnlinkOrder = Omit<LinkOrder, 'entity' | 'isAlias'>;

export type LinkRefusal = {
  ok: false;
  reason: 'not_found' | 'conflict' | 'invalid';
  message: string;
  remedy: string;
};

export type LinkResult =
  | {
      ok: true;
      provider: string;
      type: LinkableType;
      external_id: string;
      entity_id: number;
      name: string;
      is_primary: boolean;
      /** False when everything was so already. */
      is_new: boolean;
      message: string;
    }
  | LinkRefusal;

const LONGEST_ID = 60;

/** Ids are words that stand in addresses. */
const POSSIBLE_ID = /^[\p{Letter}\p{Number}._:-]+$/u;

const PROVIDER_NAME = /^[a-z][a-z0-9-]{1,29}$/;

/** Why an order can be none; undefined where it can. */
export function refuseOrder({
  provider,
  externalId,
}: Pick<LinkOrder, 'provider' | 'externalId'>): LinkRefusal | undefined {
  if (!PROVIDER_NAME.test(provider)) {
    const message = `"${provider}" is no name of a provider.`;
    return linkRefusal('invalid', message, 'Use small letters, digits and hyphens, such as api-sports.');
  }
  if (externalId.length <= LONGEST_ID && POSSIBLE_ID.test(externalId)) return undefined;
  const remedy = `An id has letters, digits, and . _ : - between them, at most ${LONGEST_ID} of all.`;
  return linkRefusal('invalid', `"${externalId}" is no id.`, remedy);
}

export function linkRefusal(reason: LinkRefusal['reason'], message: string, remedy: string): LinkRefusal {
  return { ok: false, reason, message, remedy };
}
