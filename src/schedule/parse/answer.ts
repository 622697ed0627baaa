import { shellWord } from '../../domain/shell-command.ts';

/** One of the ways in which a row with several readings can be read, and how to say so. */
export type Answer = {
  /** As the command line takes it, quoted for a shell: `--date-format MM/dd/yyyy`. */
  flag: string;
  /** The query parameter, or the field of a JSON body, that says the same over HTTP. */
  field: string;
  value: string | boolean;
  /** What the rows mean then, in plain words. */
  meaning: string;
  /** True where the row could hardly be meant so, as a date outside of the season. */
  unlikely?: true;
};

/** Builds an answer from the name of its HTTP field; a `true` is a flag without a value. */
export function answer(field: string, value: string | true, meaning: string): Answer {
  const name = `--${field.replaceAll('_', '-')}`;
  return { flag: value === true ? name : `${name} ${shellWord(value)}`, field, value, meaning };
}
