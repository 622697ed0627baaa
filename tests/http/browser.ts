import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type Page, chromium } from 'playwright-core';

/** How long a page may take to show what a test waits for: a loaded machine draws slowly. */
export const PAGE_PATIENCE_MS = 120_000;

const CHROMIUM = '/usr/bin/chromium';

/** Whether pages can be looked at here; without it their tests are skipped with a word on why. */
export function browserIsAvailable(): boolean {
  const isThere = existsSync(CHROMIUM);
  if (!isThere) process.stderr.write(`${CHROMIUM} is not installed: tests of the pages are skipped\n`);
  return isThere;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // No page leaves this machine, whatever it links to.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  });
}

/** Everything that axe calls serious or critical on a page. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated by the debugger's protocol, which the page's policy does not bind.
  await page.evaluate(source);
  const findings: { id: string; impact: string | null; nodes: { html: string }[] }[] = await page.evaluate(
    // What passes is not described, and nothing is fetched again: two thirds of its time.
    `axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'best-practice'],
      resultTypes: ['violations'],
      preload: false,
    }).then((result) => result.violations)`,
  );
  return findings
    .filter((finding) => finding.impact === 'serious' || finding.impact === 'critical')
    .map((finding) => `${finding.id}: ${finding.nodes.map((node) => node.html).join(' | ')}`);
}
