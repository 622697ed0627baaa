/** A backup cannot be made, checked or brought back, for a reason that a person can fix. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
  readonly code: 'not_found' | 'refused' | 'damaged' | 'not_possible' | 'differs';
  readonly remedy: string;

  constructor(
    facts: { code: BackupError['code']; message: string; remedy: string },
    options?: { cause?: unknown },
  ) {
    super(facts.message, options);
    this.code = facts.code;
    this.remedy = facts.remedy;
  }
}
