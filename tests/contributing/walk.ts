import { spawn } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PROJECT_ROOT } from '../architecture/source-files.ts';

/** A step of docs/contributing.md: a new file, or a change of one that is there. */
export type Step = { section: string; file: string; isChange: boolean; text: string };

/** The steps of the walk, in order: fenced blocks that name a file, each with the heading that it stands under. */
export function stepsOf(document: string): Step[] {
  const steps: Step[] = [];
  let section = '';
  let open: { language: string; file: string; lines: string[] } | undefined;
  for (const line of document.split('\n')) {
    if (open && line === '```') {
      const { language, file, lines } = open;
      if (file !== '')
        steps.push({ section, file, isChange: language === 'diff', text: `${lines.join('\n')}\n` });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (line.startsWith('```')) {
      const [, language = '', file = ''] = /^```(\w*)(?: file=(\S+))?$/.exec(line) ?? [];
      open = { language, file, lines: [] };
    } else if (line.startsWith('## ')) section = line.slice(3);
  }
  return steps;
}

/** What a change makes of a file. Throws where the lines that it takes away or stands beside are not there, or twice. */
export function changed(before: string, { file, text }: Pick<Step, 'file' | 'text'>): string {
  return text.split(/^@@.*\n/m).reduce((content, hunk) => {
    const lines = hunk.trimEnd().split('\n');
    const side = (sign: '-' | '+'): string =>
      lines
        .filter((line) => line === '' || line.startsWith(' ') || line.startsWith(sign))
        .map((line) => `${line.slice(1)}\n`)
        .join('');
    const [old, mended] = [side('-'), side('+')];
    const found = content.split(old).length - 1;
    if (found !== 1) throw new Error(`${file} has these lines ${found} times:\n${old}`);
    return content.replace(old, () => mended);
  }, before);
}

/** A copy of the project in a folder of its own. */
export type Copy = { root: string; remove: () => void };

const NOT_COPIED = /^(node_modules|\.git|\.scoracle|\.env|coverage)$/;

/** Copies the project, or parts of it; the packages are those that it has already. */
export async function copyProject(parts: readonly string[] = readdirSync(PROJECT_ROOT)): Promise<Copy> {
  const root = await mkdtemp(path.join(tmpdir(), 'scoracle-contributing-'));
  for (const name of parts.filter((one) => !NOT_COPIED.test(one)))
    cpSync(path.join(PROJECT_ROOT, name), path.join(root, name), { recursive: true });
  symlinkSync(path.join(PROJECT_ROOT, 'node_modules'), path.join(root, 'node_modules'));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Takes steps of the walk in a copy; a file whose number is not known beforehand is named with a `*`. */
export function take(root: string, steps: readonly Step[]): void {
  for (const step of steps) {
    const [found = step.file, ...others] = step.file.includes('*') ? globSync(step.file, { cwd: root }) : [];
    if (others.length > 0) throw new Error(`${step.file} is more than one file`);
    const file = path.join(root, found);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, step.isChange ? changed(readFileSync(file, 'utf8'), step) : step.text);
  }
}

/** How a tool ended, all that it said, and what of that stood on its standard output. */
export type Ended = { code: number | null; said: string; answer: string };

/** Runs a tool of the project in a copy, and resolves to how it ended and all that it said. */
export function runIn(
  root: string,
  script: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [path.join(root, script), ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let answer = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (stream === child.stdout) answer += text;
    });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said, answer }));
  });
}
