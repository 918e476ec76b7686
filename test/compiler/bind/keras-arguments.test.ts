import { describe, expect, it } from 'vitest';
import { findComponent } from '../../../compiler/components/registry.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';
import type { ComponentCategory } from '../../../compiler/declarations/values.ts';
import { checkText } from '../harness.ts';
import { catalogue, type CatalogueEntry } from '../support/catalogue.ts';

/** Where an object of a category stands in a text. */
const places: Readonly<Record<string, readonly [ComponentCategory, (call: string) => string]>> = {
  activations: ['activation', (call) => `head y = x -> Dense(2, activation: ${call})`],
  initializers: ['initializer', (call) => `head y = x -> Dense(2, kernel_initializer: ${call})`],
  regularizers: ['regularizer', (call) => `head y = x -> Dense(2, kernel_regularizer: ${call})`],
  constraints: ['constraint', (call) => `head y = x -> Dense(2, kernel_constraint: ${call})`],
  losses: ['loss', (call) => `head y = x -> Dense(2) { loss: ${call} }`],
  metrics: ['metric', (call) => `head y = x -> Dense(2) { loss: mse, metrics: [${call}] }`],
  optimizers: ['optimizer', (call) => `head y = x -> Dense(2) { loss: mse }\n train { optimizer: ${call} }`],
  schedules: [
    'schedule',
    (call) => `head y = x -> Dense(2) { loss: mse }\n train { optimizer: SGD(${call}) }`,
  ],
  callbacks: ['callback', (call) => `head y = x -> Dense(2) { loss: mse }\n train { callbacks: [${call}] }`],
};

/** What every layer of Keras takes besides its own arguments. */
const ofLayers = ['name', 'dtype', 'trainable', 'autocast', 'activity_regularizer'];

/** Why an argument is not taken; undefined where nothing says so, or where names alone are listed. */
function saidOf(line: string, argument: string): string | undefined {
  const text = `model M {\n  input x: float32[8]\n  ${line}\n}\n`;
  const found = checkText(text).diagnostics.find(
    ({ code, message }) => code === 'KM2001' && message.includes(`\`${argument}\``),
  );
  if (!found) return undefined;
  const reason = found.message.slice(found.message.indexOf('.') + 1).trim();
  return /^($|It takes|Did you mean)/.test(reason) ? undefined : reason;
}

interface Case {
  readonly entry: CatalogueEntry;
  readonly declared: readonly string[];
  readonly line: (call: string) => string;
  readonly more: readonly string[];
}

const layers = catalogue.layers!.flatMap((entry): Case[] => {
  const layer = findLayer(entry.name);
  if (!layer || layer.internal) return [];
  return [
    {
      entry,
      declared: Object.keys(layer.arguments),
      line: (call) => `head y = x -> ${call}`,
      more: ofLayers,
    },
  ];
});

const components = Object.entries(places).flatMap(([key, [category, line]]) =>
  catalogue[key]!.flatMap((entry): Case[] => {
    const component = findComponent(category, entry.name);
    if (!component || component.internal) return [];
    return [{ entry, declared: Object.keys(component.arguments), line, more: [] }];
  }),
);

describe('every argument of Keras', () => {
  it.each([...layers, ...components].map((each) => [each.entry.name, each] as const))(
    'of %s is taken, or told with the reason',
    (name, { entry, declared, line, more }) => {
      const names = new Set([...entry.arguments.map((argument) => argument.name), ...more]);
      const rest = [...names].filter((argument) => !declared.includes(argument));
      // Taken where it is written: without any word about it.
      const silent = rest.filter((argument) => {
        const text = line(`${name}(${argument}: 1)`);
        const { diagnostics } = checkText(`model M {\n  input x: float32[8]\n  ${text}\n}\n`);
        const isUnknown = diagnostics.some(({ code }) => code === 'KM2001');
        return isUnknown && saidOf(text, argument) === undefined;
      });
      expect(silent).toEqual([]);
    },
  );
});
