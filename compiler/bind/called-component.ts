import type { CallExpression, Identifier } from '../../grammar/ast.ts';
import { findComponent } from '../components/registry.ts';
import { articleFor, categoryText, componentCategories } from '../declarations/categories.ts';
import type { ComponentCategory } from '../declarations/values.ts';
import type { CheckContext } from './context.ts';
import type { Environment } from './environment.ts';
import { tensorsIn } from './given-inputs.ts';
import { placeIn } from './module.ts';

/** The category of a component that comes with kmodel. */
export function categoryOf(name: string): ComponentCategory | undefined {
  return componentCategories.find((each) => findComponent(each, name));
}

/**
 * KM1003 for a component where a layer or function stands. Of one that is called with tensors, as `mse(y_true, y_pred)`
 * in a loss, it says what computes the same.
 * @param own whether the text declares it
 */
export function reportComponent(
  context: CheckContext,
  environment: Environment,
  { callee, category, call, own = false }: ComponentUse,
): void {
  const word = categoryText(category);
  const values = { name: callee.text, category: word, article: articleFor(word) };
  const place = placeIn(environment.module, callee.span);
  if (category === 'activation') {
    context.report('KM1003', 'component', values, place, {
      help: `\`Activation(${callee.text})\` is the layer.`,
    });
  } else if (call && holdsTensors(call, environment)) {
    context.report('KM1003', 'calledComponent', values, place, { help: wayOut(call, category, own) });
  } else context.report('KM1003', 'component', values, place, { help: places[category]?.(callee.text) });
}

interface ComponentUse {
  readonly callee: Identifier;
  readonly category: ComponentCategory;
  readonly call: CallExpression | undefined;
  readonly own?: boolean;
}

/** Whether a call computes with tensors, as no component but an activation does. */
export function holdsTensors(call: CallExpression, environment: Environment): boolean {
  const values = call.arguments.map(({ value }) => value);
  return tensorsIn(values, environment).length > 0;
}

function wayOut(call: CallExpression, category: ComponentCategory, own: boolean): string {
  if (own)
    return `write its formula here as well; an \`activation\`, such as \`activation squares(x) = x * x\`, is a function that both may call.`;
  const formula = formulas[findComponent(category, call.callee.key)?.name ?? ''];
  const [target, prediction] = call.arguments.map(({ value }) =>
    value.kind === 'Identifier' ? value.text : undefined,
  );
  if (!formula && category === 'regularizer')
    return `write what it computes in functions, as in \`0.01 * sum(square(${target ?? 'w'}))\`.`;
  if (!formula) return `write what it computes in functions, as in \`${squares('y_true', 'y_pred')}\`.`;
  return `write what it computes: \`${formula(target ?? 'y_true', prediction ?? 'y_pred')}\`.`;
}

/** Where components stand that people write in pipelines. */
const places: Readonly<Partial<Record<ComponentCategory, (name: string) => string>>> = {
  loss: (name) => `a head names its loss: \`head y = … { loss: ${name} }\`.`,
  metric: (name) => `a head names its metrics: \`head y = … { metrics: [${name}] }\`.`,
  optimizer: (name) => `training names its optimizer: \`train { optimizer: ${name}() }\`.`,
};

type Formula = (target: string, prediction: string) => string;

const squares: Formula = (t, p) => `mean(square(${t} - ${p}), axis: -1)`;

/** What losses compute, where a line says it. */
const formulas: Readonly<Record<string, Formula | undefined>> = {
  MeanSquaredError: squares,
  MeanAbsoluteError: (t, p) => `mean(abs(${t} - ${p}), axis: -1)`,
  BinaryCrossentropy: (t, p) =>
    `mean(-${t} * log(${p} + 1e-7) - (1 - ${t}) * log(1 - ${p} + 1e-7), axis: -1)`,
  CategoricalCrossentropy: (t, p) => `sum(-${t} * log(${p} + 1e-7), axis: -1)`,
  Poisson: (t, p) => `mean(${p} - ${t} * log(${p} + 1e-7), axis: -1)`,
  KLDivergence: (t, p) => `sum(${t} * log((${t} + 1e-7) / (${p} + 1e-7)), axis: -1)`,
};
