/** The parts of a JSON Schema that an example follows from. */
export type ExampleSchema = {
  type?: string;
  format?: string;
  enum?: readonly unknown[];
  const?: unknown;
  example?: unknown;
  examples?: readonly unknown[];
  required?: readonly string[];
  properties?: Readonly<Record<string, ExampleSchema>>;
  items?: ExampleSchema;
  anyOf?: readonly ExampleSchema[];
};

/** A value with everything that a schema needs and nothing else. */
export function exampleOf(schema: ExampleSchema): unknown {
  const given = schema.example ?? schema.examples?.[0] ?? schema.enum?.[0] ?? schema.const;
  if (given !== undefined) return given;
  if (schema.properties) {
    const needed = Object.entries(schema.properties).filter(([name]) => schema.required?.includes(name));
    return Object.fromEntries(needed.map(([name, property]) => [name, exampleOf(property)]));
  }
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0]);
  if (schema.type === 'array') return [schema.items ? exampleOf(schema.items) : {}];
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return true;
  if (schema.format === 'date-time') return '2026-01-16T03:00:00Z';
  return schema.type === 'object' ? {} : 'text';
}
