import { z } from 'zod';

/** What the schema of a variable says about it, for documents, checks and messages. */
export type VariableFacts = {
  /** What the variable does, in sentences. */
  description: string;
  /** What may be given, such as "a whole number from 2 to 1000". */
  accepts: string;
  /** As people read it; absent when there is no default. */
  defaultText?: string;
  /** A secret is never printed, and never part of the config record. */
  isSecret: boolean;
  /** Given as a blank it does not count as absent: a blank says none. */
  isBlankSpoken: boolean;
};

/** The schema of one variable: from its text, or from nothing, to a value in our units. */
export type VariableSchema = z.ZodType<unknown, string | undefined>;

/** The variables of one area by name. */
export type Variables = Readonly<Record<string, VariableSchema>>;

/** The values of an area's variables, by their names. */
export type ValuesOf<V extends Variables> = { [Name in keyof V]: z.output<V[Name]> };

type OwnFacts = { defaultText?: string; isBlankSpoken?: boolean };

/** A variable that may be shown: its schema, and what it does. */
export function variable<S extends VariableSchema>(schema: S, description: string, facts: OwnFacts = {}): S {
  return schema.meta({ description, ...facts });
}

/** A secret; it has no default, and its value appears in no message. */
export function secret<T>(
  schema: z.ZodType<T, string>,
  description: string,
): z.ZodType<T | undefined, string | undefined> {
  return schema.optional().meta({ description, isSecret: true });
}

/** What the schema says about itself; the default is the text that it reads when nothing is given. */
export function factsOf(schema: VariableSchema): VariableFacts {
  const layers = layersOf(schema);
  const stated = Object.fromEntries<unknown>(layers.flatMap((layer) => Object.entries(layer.meta() ?? {})));
  const fallback = layers.map(textWhenAbsent).find((text) => text !== undefined);
  const defaultText = textOf(stated['defaultText']) ?? fallback;
  return {
    description: textOf(stated['description']) ?? '',
    accepts: textOf(stated['accepts']) ?? 'a text',
    ...(defaultText === undefined ? {} : { defaultText }),
    isSecret: stated['isSecret'] === true,
    isBlankSpoken: stated['isBlankSpoken'] === true,
  };
}

/** A schema with those that it wraps, the innermost first. */
function layersOf(schema: z.ZodType): z.ZodType[] {
  const isWrapper = schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional;
  return isWrapper ? [...layersOf(schema.unwrap() as z.ZodType), schema] : [schema];
}

function textWhenAbsent(schema: z.ZodType): string | undefined {
  return schema instanceof z.ZodPrefault ? textOf(schema.def.defaultValue) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
