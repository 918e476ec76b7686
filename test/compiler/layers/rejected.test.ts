import { describe, expect, it } from 'vitest';
import { readGolden } from '../support/arrays.ts';
import { checkText } from '../harness.ts';

interface Rejected {
  readonly layer: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Shapes without the batch axis. */
  readonly inputs: readonly (readonly number[])[];
  readonly dtype?: string;
}

const rejected = ['rejected.json', 'rejected-arguments.json'].flatMap((file) =>
  readGolden<readonly Rejected[]>(file),
);

function valueText(value: unknown): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function textOf({ layer, config, inputs, dtype = 'float32' }: Rejected): string {
  const names = inputs.map((_, index) => `x${index}`);
  const declared = inputs.map(
    (shape, index) => `  input ${names[index]!}: ${dtype}${shape.length > 0 ? `[${shape.join(', ')}]` : ''}`,
  );
  const args = Object.entries(config).map(([name, value]) => `${name}: ${valueText(value)}`);
  const start = names.length === 1 ? names[0]! : `[${names.join(', ')}]`;
  return `model Wrong {\n${declared.join('\n')}\n  head y = ${start} -> ${layer}(${args.join(', ')})\n}\n`;
}

describe('what Keras rejects', () => {
  const cases = rejected.map((each) => {
    const { layer, config, inputs } = each;
    return [`${layer} ${JSON.stringify(config)} on ${JSON.stringify(inputs)}`, each] as const;
  });
  it.each(cases)('%s is an error before training', (_, each) => {
    const errors = checkText(textOf(each)).diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).not.toEqual([]);
  });
});
