import type { NextFunction, Request, Response } from 'express';
import { SAFE_METHODS } from './security/same-origin.ts';

/**
 * Whoever changes something sees it on the next page: what is remembered is read anew from before the answer goes
 * out. Changes of other processes show when it is read next.
 */
export function forgetOnChange(...memories: readonly { forget: () => void }[]) {
  return (request: Request, response: Response, next: NextFunction): void => {
    if (SAFE_METHODS.has(request.method)) return next();
    const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
    response.writeHead = (...head: unknown[]) => {
      for (const memory of memories) memory.forget();
      return writeHead(...head);
    };
    next();
  };
}
