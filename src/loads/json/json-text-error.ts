/** A text that is no JSON, or none that can be read: what is wrong with it, where, and what to do about it. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly code = 'malformed_json';
  readonly remedy: string;

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.remedy = remedy;
  }
}
