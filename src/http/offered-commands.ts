import { html } from '@remix-run/html-template';
import type { RequestHandler } from 'express';
import { INVOCATION, asCalledHere, inJsonString } from '../domain/shell-command.ts';

/** Offers commands as they are called in this installation (`COMMAND_LINE`), whatever part of an answer names them. */
export function offeredCommands(commandLine: string): RequestHandler {
  return (_request, response, next) => {
    if (commandLine === INVOCATION) return next();
    const send = response.send.bind(response);
    response.send = (body: unknown) => {
      if (typeof body !== 'string') return send(body);
      const type = response.get('Content-Type') ?? 'text/html';
      const inForm = type.includes('json') ? inJsonString : type.includes('html') ? escapeHtml : undefined;
      return send(asCalledHere(body, commandLine, inForm));
    };
    next();
  };
}

/** Text as it stands in markup. */
function escapeHtml(text: string): string {
  return String(html`${text}`);
}

/** The same for the markup of the live view's sections. */
export function sectionsAsCalledHere(
  sections: Readonly<Record<string, string>>,
  commandLine: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(sections).map(([id, markup]) => [id, asCalledHere(markup, commandLine, escapeHtml)]),
  );
}
