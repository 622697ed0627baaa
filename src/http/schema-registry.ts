import { z } from 'zod';

/** A JSON object of an API description. */
export type Json = Record<string, unknown>;

/** Turns zod schemas into the JSON Schemas of one OpenAPI document. */
export type SchemaRegistry = {
  /** The schema itself; what has a name (`meta({ id })`) inside it, or itself, becomes a reference. */
  describe(schema: z.ZodType, io: 'input' | 'output'): Json;
  /** What was described so far and has a name, for `components.schemas`. */
  named(): Json;
};

/** A fresh registry: references lead into the document that also holds {@link SchemaRegistry.named}. */
export function createSchemaRegistry(): SchemaRegistry {
  const named: Json = {};
  return {
    describe(schema, io) {
      const { $defs = {}, ...whole } = pointingAtComponents(
        z.toJSONSchema(schema, { io, unrepresentable: 'any' }),
      );
      for (const [name, definition] of Object.entries($defs as Record<string, Json>)) {
        named[name] = withoutIdentity(definition);
      }
      if (typeof whole['id'] !== 'string') return withoutIdentity(whole);
      named[whole['id']] = withoutIdentity(whole);
      return { $ref: componentOf(whole['id']) };
    },
    named: () => ({ ...named }),
  };
}

function componentOf(name: string): string {
  return `#/components/schemas/${name}`;
}

/** A reference starts at the root of the document, where an OpenAPI document has no `$defs`. */
function pointingAtComponents(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', componentOf('')) : value,
  ) as Json;
}

function withoutIdentity({ $schema: _dialect, id: _id, ...rest }: Json): Json {
  return rest;
}
