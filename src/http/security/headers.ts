import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Headers that every answer carries. HTTPS ends in front of us, so its rules are set there. */
const COMMON = {
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
} as const;

/** For our own pages: nothing from elsewhere, nothing inline. */
export function strictHeaders(): RequestHandler {
  return pageHeaders({});
}

function pageHeaders(directives: Readonly<Record<string, readonly string[]>>): RequestHandler {
  return helmet({
    ...COMMON,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'connect-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
        ...directives,
      },
    },
  });
}

/** For the reference of the API, whose library draws its arrows as images within the style sheet. */
export function referenceHeaders(): RequestHandler {
  return pageHeaders({ 'img-src': ["'self'", 'data:'] });
}

/** For Bull Board, whose pages set styles inline. */
export function boardHeaders(): RequestHandler {
  return helmet({
    ...COMMON,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
  });
}
