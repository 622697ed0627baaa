import { shellWord } from '../../domain/shell-command.ts';
import { exampleOf } from '../openapi-examples.ts';
import { type SafeHtml, html } from '@remix-run/html-template';
import { layout } from './layout.ts';
import type { PageContext } from './page-context.ts';

type Schema = {
  type?: string;
  format?: string;
  description?: string;
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  required?: readonly string[];
  properties?: Readonly<Record<string, Schema>>;
  items?: Schema;
  anyOf?: readonly Schema[];
};

type Parameter = {
  $ref?: string;
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: Schema;
  example?: unknown;
};

type Operation = {
  tags: readonly string[];
  summary: string;
  operationId: string;
  parameters?: readonly Parameter[];
  requestBody?: { required: boolean; content: Readonly<Record<string, { schema: Schema }>> };
  responses: Readonly<
    Record<string, { description: string; content?: Readonly<Record<string, { schema?: Schema }>> }>
  >;
};

/** The parts of an OpenAPI document that the page shows. */
export type ApiDescription = {
  info: { title: string; version: string; description: string };
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: { parameters: Readonly<Record<string, Parameter>> };
};

type Entry = { method: string; path: string; operation: Operation };

/** Fields that are shown of a body, nested ones with dots. */
type Field = { name: string; schema: Schema; isRequired: boolean };

/**
 * The reference of the API, made of its description alone: Swagger UI takes its place where scripts run, and without
 * them it is whole as well.
 */
export function referencePage(context: PageContext, api: ApiDescription): string {
  const entries = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => ({ method, path, operation })),
  );
  const areas = [...Map.groupBy(entries, ({ operation }) => operation.tags[0] ?? 'other')];
  const contents = areas.map(
    ([area, operations]) =>
      html`<li>
        <a href="#area-${area}">${titled(area)}</a> <span class="total">${operations.length}</span>
      </li>`,
  );
  const body = html`<div class="column reference">
    <section class="card">
      <h1>API reference</h1>
      <p class="lead">${api.info.description}</p>
      <p class="words">
        Version ${api.info.version}, made from <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1). Send
        the token as <code>Authorization: Bearer …</code>; <code>READER_TOKEN</code> may GET only. Every POST
        takes an <code>Idempotency-Key</code>. Too many requests a minute are answered with 429 and
        <code>Retry-After</code>.
      </p>
    </section>
    <div id="live-reference" class="card" hidden></div>
    <div id="own-reference" class="column">
      <nav class="card" aria-label="Areas of the API">
        <ul class="contents">
          ${contents}
        </ul>
      </nav>
      ${areas.map(
        ([area, operations]) =>
          html`<section class="card" id="area-${area}">
            <h2>${titled(area)}</h2>
            ${operations.map((entry) => operationPart(entry, api))}
          </section>`,
      )}
    </div>
  </div>`;
  return layout(context, {
    title: 'API reference',
    path: '/reference',
    body,
    styles: ['reference/swagger-ui.css', 'reference.css'],
    scripts: ['reference/swagger-ui-bundle.js', 'reference.js'],
  });
}

function operationPart({ method, path, operation }: Entry, api: ApiDescription): SafeHtml {
  const parameters = (operation.parameters ?? []).map((one) => resolved(one, api));
  const [media, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const fields = content ? fieldsOf(content.schema) : [];
  return html`<details
    class="operation"
    id="${operation.operationId}"
    data-area="${operation.tags[0] ?? ''}"
  >
    <summary>
      <code class="method ${method}">${method.toUpperCase()}</code> <code>${path}</code>
      <span class="words">${operation.summary}</span>
    </summary>
    ${
      parameters.length === 0
        ? null
        : html`<h3>Parameters</h3>
            ${fieldTable(
              parameters.map(({ name, schema, required, description, example, in: place }) => ({
                name,
                isRequired: required,
                schema: {
                  ...schema,
                  description: [place === 'query' ? '' : `In the ${place}.`, description ?? '']
                    .join(' ')
                    .trim(),
                  ...(example === undefined ? {} : { example }),
                },
              })),
            )}`
    }
    ${
      media === undefined
        ? null
        : html`<h3>Body, <code>${Object.keys(operation.requestBody?.content ?? {}).join(', ')}</code></h3>
            ${fields.length === 0 ? html`<p class="words">The file as it is.</p>` : fieldTable(fields)}`
    }
    <h3>Answers</h3>
    <ul class="plain">
      ${Object.entries(operation.responses).map(
        ([status, { description }]) => html`<li><code>${status}</code> ${description}</li>`,
      )}
    </ul>
    <h3>Example</h3>
    <pre tabindex="0">${curlOf(method, path, parameters, media, content?.schema)}</pre>
  </details>`;
}

function fieldTable(fields: readonly Field[]): SafeHtml {
  return html`<div class="scroll" tabindex="0">
    <table class="fields">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        ${fields.map(
          ({ name, schema, isRequired }) =>
            html`<tr>
              <th scope="row">
                <code>${name}</code>${isRequired ? html` <span class="pill quiet">needed</span>` : null}
              </th>
              <td>${kindOf(schema)}</td>
              <td>${meaningOf(schema)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function fieldsOf(schema: Schema, prefix = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    { name: prefix + name, schema: property, isRequired: schema.required?.includes(name) ?? false },
    ...fieldsOf(property, `${prefix}${name}.`),
  ]);
}

function kindOf(schema: Schema): string {
  if (schema.enum)
    return schema.enum
      .filter((value) => value !== '')
      .map(String)
      .join(' | ');
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? kindOf(schema.items) : 'anything'}`;
  return [schema.type ?? 'anything', schema.format].filter((part) => part !== undefined).join(', ');
}

function meaningOf({ description = '', example, default: fallback }: Schema): string {
  return [
    description,
    ...(example === undefined ? [] : [`Example: ${asText(example)}.`]),
    ...(fallback === undefined ? [] : [`Default: ${asText(fallback)}.`]),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** A request with everything that is needed and nothing else. */
function curlOf(
  method: string,
  path: string,
  parameters: readonly Parameter[],
  media: string | undefined,
  schema: Schema | undefined,
): string {
  const needed = parameters.filter((one) => one.required && one.in === 'query');
  const query = needed
    .map((one) => `${one.name}=${encodeURIComponent(exampleText(one.schema, one.example))}`)
    .join('&');
  const address = `$SCORACLE${path.replaceAll(/\{\w+\}/g, '1')}${query === '' ? '' : `?${query}`}`;
  const lines = [`curl "${address}"`, '-H "Authorization: Bearer $ADMIN_TOKEN"'];
  if (method === 'post') lines.push('-H "Idempotency-Key: $(uuidgen)"');
  if (media !== undefined && schema !== undefined) {
    lines.push(`-H "Content-Type: ${media}"`);
    lines.push(
      schema.properties
        ? `-d ${shellWord(JSON.stringify(exampleOf(schema)))}`
        : '--data-binary @schedule.csv',
    );
  } else if (method === 'post') lines.splice(1, 0, '-X POST');
  return lines.join(' \\\n  ');
}

function exampleText(schema: Schema, example: unknown): string {
  return asText(example ?? exampleOf(schema));
}

function resolved(parameter: Parameter, api: ApiDescription): Parameter {
  const name = parameter.$ref?.split('/').at(-1);
  return name === undefined ? parameter : (api.components.parameters[name] ?? parameter);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function titled(area: string): string {
  return area.charAt(0).toUpperCase() + area.slice(1);
}
