/**
 * Who asks. `local`: anybody on this machine, where no token is configured; `api`: somebody with the token;
 * `operator`: a browser that logged in with it; `scraper`: a program that may read metrics and health, nothing else.
 */
export type Principal = {
  kind: 'local' | 'api' | 'operator' | 'scraper';
  csrfToken: string;
  /** False for whoever came with the readers' token: may look at everything and change nothing. */
  mayChange: boolean;
  /** Of an `operator`: which session it is. */
  sessionId?: string;
};

/** The name under which a principal's actions stand on timelines. */
export function actorName(principal: Principal | undefined): string {
  return principal?.kind === 'api' ? 'api' : 'operator';
}
