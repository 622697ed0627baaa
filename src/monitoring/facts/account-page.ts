/** The endpoint that tells how an account stands. A call to it counts against no limit. */
export const ACCOUNT_PAGE = '/status';

/** Calls by what they were for: those that fetch data, and those to the account page, which are free. */
export function splitCalls(rows: readonly { endpoint: string; calls: number }[]): {
  data: number;
  account: number;
} {
  const sum = (among: readonly { calls: number }[]) => among.reduce((total, { calls }) => total + calls, 0);
  const account = sum(rows.filter(({ endpoint }) => endpoint === ACCOUNT_PAGE));
  return { data: sum(rows) - account, account };
}
