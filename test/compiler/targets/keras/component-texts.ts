import { expect, it } from 'vitest';
import { compileModel, createMemoryHost } from '../../../../compiler/index.ts';
import { kerasModule } from '../../../../compiler/targets/keras/module/module.ts';
import { errorsOf } from '../../layers/families/uses.ts';

/** What a component is written in: a model's text, and where it stands in the module of Keras. */
export interface Written {
  readonly model: (component: string) => string;
  readonly argument: string;
}

const modelWith = (head: string, train = ''): string =>
  `model M {\n  input x: float32[8]\n  head y = x -> ${head}\n${train}}\n`;

export const asLoss: Written = {
  model: (loss) => modelWith(`Dense(3) { loss: ${loss} }`),
  argument: 'loss',
};
export const asMetric: Written = {
  model: (metric) => modelWith(`Dense(3) { loss: mse, metrics: [${metric}] }`),
  argument: 'metrics',
};
export const asOptimizer: Written = {
  model: (optimizer) => modelWith('Dense(3) { loss: mse }', `  train { optimizer: ${optimizer} }\n`),
  argument: 'optimizer',
};
export const asInitializer: Written = {
  model: (initializer) => modelWith(`Dense(8, kernel_initializer: ${initializer})`),
  argument: 'kernel_initializer',
};
export const asRegularizer: Written = {
  model: (regularizer) => modelWith(`Dense(8, kernel_regularizer: ${regularizer})`),
  argument: 'kernel_regularizer',
};
export const asConstraint: Written = {
  model: (constraint) => modelWith(`Dense(8, kernel_constraint: ${constraint})`),
  argument: 'kernel_constraint',
};
export const asActivation: Written = {
  model: (activation) => modelWith(`Dense(8, activation: ${activation})`),
  argument: 'activation',
};

/** One test for each component: what Keras is given for it. */
export function gives(
  written: Written,
  cases: readonly (readonly [component: string, text: string])[],
): void {
  it.each(cases)(`%s is %s`, (component, text) => {
    expect(kerasText(written, component)).toBe(text);
  });
}

/** One test for each wrong component: `CODE text-it-stands-at`, what is said, and the way out where one is told. */
export function refuses(
  { model }: Written,
  cases: readonly (readonly [component: string, ...said: string[]])[],
): void {
  const rows = cases.map(([component, ...said]) => [component, said] as const);
  it.each(rows)('%s is wrong: %j', (component, said) => {
    expect(errorsOf(model(component))).toEqual([said]);
  });
}

/** The value of the argument in the module of Keras, its lines joined. */
export function kerasText({ model, argument }: Written, component: string): string {
  const text = model(component);
  const { graph, origin, diagnostics } = compileModel('m.kmodel', createMemoryHost({ 'm.kmodel': text }));
  if (!graph) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const module = kerasModule(graph, origin, 'm.kmodel')
    .text.replace(/(?<=[([{])\n\s*|\n\s*(?=[)\]}])/g, '')
    .replace(/\n\s*/g, ' ');
  const start = module.indexOf(`${argument}=`);
  if (start < 0) return '';
  const value = module.slice(start + argument.length + 1);
  return value.slice(0, endOf(value));
}

/** Where a value ends: at the comma or bracket that belongs to what is around it. */
function endOf(text: string): number {
  let depth = 0;
  for (const [index, character] of [...text].entries()) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character) && depth-- === 0) return index;
    else if (character === ',' && depth === 0) return index;
  }
  return text.length;
}
