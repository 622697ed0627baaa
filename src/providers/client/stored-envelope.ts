import type { Envelope } from './provider-api.ts';

/** An envelope as text, for sharing it between processes. */
export type StoredEnvelope = string;

export function writeEnvelopeText({ response, parameters }: Envelope): StoredEnvelope {
  return JSON.stringify({ response, parameters });
}

/** Reads what `writeEnvelopeText` wrote; the data is as unchecked as it came. Text of anything else has no data. */
export function readEnvelopeText(text: StoredEnvelope): Envelope {
  try {
    const { response, parameters } = JSON.parse(text) as Partial<Envelope>;
    return { response, parameters: parameters ?? {} };
  } catch (error) {
    if (error instanceof SyntaxError) return { response: undefined, parameters: {} };
    throw error;
  }
}
