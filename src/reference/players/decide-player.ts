import type { LearnedBy } from '../../domain/external-id.ts';
import { type NameForm, compareNames, nameForm } from './player-names.ts';

/** A player as a provider's body shows one, with what may tell who it is. */
export type TheirPlayer = {
  name: string;
  birthDate: string | null;
  jerseyNumber: string | null;
  /** The season of the number, by its starting year; null where it is not told. */
  seasonYear: number | null;
  /** The first season of the career, by its starting year; left out where it is not told. */
  fromYear?: number | null | undefined;
};

/** A player of ours who is or was of the same team, and whom the provider has no id of yet. */
export type OurPlayer = {
  id: number;
  name: string;
  /** Whether they are of the team now; otherwise they were in some season. */
  isCurrent: boolean;
  /** As one source or another told it. */
  birthDates: readonly string[];
  /** Shirt numbers in this team, with the season of which each was told; null where that is not known. */
  numbers: readonly { number: string; seasonYear: number | null }[];
  /**
   * Whether the line of ours in the same game has the same figures; undefined where there is no line to compare, or
   * nothing in it that would tell one player from another.
   */
  hasSameFigures?: boolean | undefined;
  /** First seasons of the career, as one source or another told them, by starting years. */
  fromYears?: readonly number[] | undefined;
  /**
   * The seasons in which published files, and nobody else, have them in the team, by starting years; undefined for a
   * player whom a provider knows.
   */
  publishedSeasons?: readonly number[] | undefined;
};

export type FactName = 'birth_date' | 'number' | 'box_score' | 'season' | 'first_season';

/** How an id that a fact decided is kept as learned: what two of one name may share is no more than the name. */
export function learnedByFact(fact: FactName): LearnedBy {
  return fact === 'season' || fact === 'first_season' ? 'name' : fact;
}

/** What speaks for one of ours, and what against. */
export type Candidate = {
  player_id: number;
  name: string;
  agrees: readonly FactName[];
  contradicts: readonly FactName[];
  /** One sentence for people. */
  why: string;
};

export type PlayerDecision =
  | { kind: 'linked'; playerId: number; by: FactName; candidate: Candidate }
  | { kind: 'question'; reason: QuestionReason; candidates: readonly Candidate[] }
  | { kind: 'new' };

/** Why nobody but a person can say it: nothing beside the name speaks, or facts differ, or several may be meant. */
export const QUESTION_REASONS = ['name_alone', 'contradiction', 'several', 'unlinked'] as const;
export type QuestionReason = (typeof QUESTION_REASONS)[number];

type Judged = Candidate & { names: 'equal' | 'similar' | 'different' };

/**
 * Who a provider's player is among ours of the team. The same player: the same normalised name and a second fact (birth
 * date, shirt number, the very line of the same game, the first season of the career, or of whom only files know, the same
 * season in the team) that nothing contradicts, of exactly one of ours. A question:
 * whoever may be meant otherwise, by name or by the facts. New: nobody of the team has a name like it. What is in
 * `ours` is what may be meant at all: whoever has another id at the provider, or is known not to be meant, is not there.
 */
export function decidePlayer(theirs: TheirPlayer, ours: readonly OurPlayer[]): PlayerDecision {
  const form = nameForm(theirs.name);
  const judged = ours.map((player) => judge(theirs, form, player)).filter(isWorthAsking);
  const equal = judged.filter(({ names }) => names === 'equal');
  const sure = equal.filter(({ agrees, contradicts }) => agrees.length > 0 && contradicts.length === 0);
  const open = equal.filter(({ contradicts }) => contradicts.length === 0);
  const [only] = sure;
  if (only && sure.length === 1 && open.length === 1) {
    const by = only.agrees[0] ?? 'number';
    return { kind: 'linked', playerId: only.player_id, by, candidate: plain(only) };
  }
  if (judged.length === 0) return { kind: 'new' };
  const reason = reasonOf(judged, open);
  return { kind: 'question', reason, candidates: judged.map(plain) };
}

function reasonOf(judged: readonly Judged[], open: readonly Judged[]): QuestionReason {
  if (judged.length > 1 && open.length !== 1) return 'several';
  if (judged.some(({ contradicts }) => contradicts.length > 0)) return 'contradiction';
  return judged.length > 1 ? 'several' : 'name_alone';
}

/** A name that is like it, or another name with the same birth date and number: names are changed. */
function isWorthAsking({ names, agrees }: Judged): boolean {
  return names !== 'different' || (agrees.includes('birth_date') && agrees.includes('number'));
}

function judge(theirs: TheirPlayer, form: NameForm, player: OurPlayer): Judged {
  const names = compareNames(form, nameForm(player.name));
  const verdicts: readonly [FactName, boolean | undefined][] = [
    ['birth_date', sameBirthDate(theirs, player)],
    ['number', sameNumber(theirs, player)],
    ['box_score', player.hasSameFigures === true ? true : undefined],
    ['season', isOfSeason(theirs, form, player) ? true : undefined],
    ['first_season', hasSameStart(theirs, player) ? true : undefined],
  ];
  const named = (verdict: boolean) => verdicts.filter(([, is]) => is === verdict).map(([fact]) => fact);
  const [agrees, contradicts] = [named(true), named(false)];
  return {
    player_id: player.id,
    name: player.name,
    agrees,
    contradicts,
    names,
    why: words(theirs, player, { names, agrees, contradicts }),
  };
}

function sameBirthDate({ birthDate }: TheirPlayer, { birthDates }: OurPlayer): boolean | undefined {
  if (birthDate === null || birthDates.length === 0) return undefined;
  return birthDates.includes(birthDate);
}

/**
 * Numbers change from season to season, and go from one player to the next: they tell who is meant in their own season,
 * and in the one before or after it of whom the team still has. The number of any other season says nothing; another
 * number is another one in its season, or where a season is not known.
 */
function sameNumber(
  { jerseyNumber, seasonYear }: TheirPlayer,
  { numbers, isCurrent }: OurPlayer,
): boolean | undefined {
  if (jerseyNumber === null) return undefined;
  const isSame = ({ number }: { number: string }): boolean => Number(number) === Number(jerseyNumber);
  const apart = (one: { seasonYear: number | null }): number | undefined =>
    one.seasonYear === null || seasonYear === null ? undefined : Math.abs(one.seasonYear - seasonYear);
  const ofSeason = numbers.filter((one) => apart(one) === 0);
  if (ofSeason.length > 0) return ofSeason.some(isSame);
  if (isCurrent && numbers.some((one) => apart(one) === 1 && isSame(one))) return true;
  const undated = numbers.filter((one) => apart(one) === undefined);
  return undated.length > 0 && !undated.some(isSame) ? false : undefined;
}

/**
 * Whether files have a player of this very name, first name and suffix included, in the team in the season of the list; or
 * in the one before or after it, of whom the team still has. A file that lists its players whole lists no two of one name.
 */
function isOfSeason(
  { seasonYear }: TheirPlayer,
  form: NameForm,
  { name, publishedSeasons = [], isCurrent }: OurPlayer,
): boolean {
  const own = nameForm(name);
  if (seasonYear === null || form.first === '' || own.suffix !== form.suffix) return false;
  return publishedSeasons.some((year) => Math.abs(year - seasonYear) <= (isCurrent ? 1 : 0));
}

/** Whether both began in one season. Sources count differently who sat out, so that another year contradicts nothing. */
function hasSameStart({ fromYear }: TheirPlayer, { fromYears = [] }: OurPlayer): boolean {
  return fromYear !== null && fromYear !== undefined && fromYears.includes(fromYear);
}

const NAMES = {
  equal: 'the same name',
  similar: 'a name like it',
  different: 'another name',
} as const;

function words(
  theirs: TheirPlayer,
  player: OurPlayer,
  { names, agrees, contradicts }: Pick<Judged, 'names' | 'agrees' | 'contradicts'>,
): string {
  const parts = [
    NAMES[names],
    ...agrees.map((fact) => `the same ${FACT_WORDS[fact]}${valueOf(theirs, fact)}`),
    ...contradicts.map((fact) => `another ${FACT_WORDS[fact]} (${bothOf(theirs, player, fact)})`),
  ];
  return parts.length === 1 ? `${NAMES[names]}, and nothing else to compare` : parts.join(', ');
}

const FACT_WORDS: Readonly<Record<FactName, string>> = {
  birth_date: 'birth date',
  number: 'number',
  box_score: 'line in the same game',
  season: 'season in the team',
  first_season: 'first season',
};

function valueOf({ birthDate, jerseyNumber, seasonYear, fromYear }: TheirPlayer, fact: FactName): string {
  const told = {
    birth_date: birthDate,
    number: jerseyNumber,
    box_score: null,
    season: seasonYear,
    first_season: fromYear,
  }[fact];
  return told === null || told === undefined ? '' : ` (${told})`;
}

function bothOf(theirs: TheirPlayer, player: OurPlayer, fact: FactName): string {
  if (fact === 'birth_date') return `${theirs.birthDate ?? ''} there, ${player.birthDates.join(', ')} here`;
  const ours = [...new Set(player.numbers.map(({ number }) => number))].join(', ');
  return `${theirs.jerseyNumber ?? ''} there, ${ours} here`;
}

function plain({ player_id, name, agrees, contradicts, why }: Judged): Candidate {
  return { player_id, name, agrees, contradicts, why };
}

/** Players of one list who are decided together: two of them are never the same one of ours. */
export function withoutRivals<Their>(
  decided: readonly { their: Their; decision: PlayerDecision }[],
): readonly { their: Their; decision: PlayerDecision }[] {
  const claims = Map.groupBy(decided, ({ decision }) =>
    decision.kind === 'linked' ? decision.playerId : undefined,
  );
  return decided.map(({ their, decision }) => {
    if (decision.kind !== 'linked' || (claims.get(decision.playerId)?.length ?? 0) < 2)
      return { their, decision };
    return { their, decision: { kind: 'question', reason: 'several', candidates: [decision.candidate] } };
  });
}
