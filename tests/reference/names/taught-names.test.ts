import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { INVOCATION } from '../../../src/domain/shell-command.ts';
import type { ParsedGame } from '../../../src/schedule/parse/parsed-game.ts';
import { referenceResolvableTeams } from '../../../src/reference/names/resolvable-team.ts';
import { resolveGame } from '../../../src/schedule/resolve-game.ts';
import { createTeamResolver } from '../../../src/reference/names/team-resolver.ts';

/** The arguments that a shell hands to the command line when somebody pastes the offered command. */
function pasted(homeName: string): string[] {
  const resolver = createTeamResolver(referenceResolvableTeams('NBA'), []);
  const game = { leagueName: 'NBA', homeName, awayName: 'Chicago Bulls' } as ParsedGame;
  const answer = resolveGame(game, resolver, 'NBA');
  if (answer.ok) throw new Error(`${homeName} is known`);
  const command = answer.remedy.slice(answer.remedy.indexOf(INVOCATION) + INVOCATION.length);
  const output = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8', cwd: '/' });
  return output.split('\0').slice(0, -1);
}

describe('the command that adds an unknown team', () => {
  it.each([
    'Zorro $(touch /tmp/owned) `id`',
    `"Zorro" '; touch /tmp/owned #`,
    'Zorro > /tmp/owned | cat &',
    '--team=Zorro',
    'Zorro\nrm -rf .\u001B[2J',
    `Zorro ${'quite a long name '.repeat(7)}end`,
  ])('hands over %j as it stands in the file', (name) => {
    const words = pasted(name);
    expect(words.slice(0, 6)).toEqual(['teams', 'add', '--sport', 'NBA', '--league', 'NBA']);
    const last = words.slice(6);
    expect(last.length === 1 ? last : last.slice(1)).toEqual(
      name.startsWith('-') ? [`--name=${name}`] : [name],
    );
  });
});
