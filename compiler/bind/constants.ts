import type { ConstDeclaration, Expression, Identifier } from '../../grammar/ast.ts';
import { findComponent } from '../components/registry.ts';
import { replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { circleText, dependencyOrder } from '../names/order.ts';
import { findLayer } from '../layers/registry.ts';
import { isOptionName } from './arguments/option-names.ts';
import { componentCategories } from '../declarations/categories.ts';
import type { CheckContext } from './context.ts';
import { moduleEnvironment, type Environment } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { constantFunctions } from './functions.ts';
import { canMeanIn } from './made-from.ts';
import { constantNames, placeIn, type Module } from './module.ts';
import { unknownValue } from './values.ts';
import { walkExpressions } from './walk.ts';

/** A constant and where it stands. */
export interface Constant {
  readonly module: Module;
  readonly declaration: ConstDeclaration;
}

/** Evaluates every constant of every file, each after those that it reads; circles are reported. */
export function evaluateConstants(context: CheckContext): void {
  for (const constant of orderConstants(context)) evaluateConstant(context, constant);
}

/** The constants that have a value, each after those that it reads; those in circles are reported and unknown. */
export function orderConstants(context: CheckContext): readonly Constant[] {
  const constants = new Map<ConstDeclaration, Constant>();
  for (const module of context.modules.values()) {
    for (const declaration of module.file.declarations) {
      if (declaration.kind === 'Const') constants.set(declaration, { module, declaration });
    }
  }
  const { order, circles } = dependencyOrder(constants.keys(), (declaration) =>
    constantsReadBy(constants.get(declaration)!).filter((read) => constants.has(read)),
  );
  for (const circle of circles) {
    reportCircle(
      context,
      circle.map((declaration) => constants.get(declaration)!),
    );
    circle.forEach((declaration) => context.constants.set(declaration, unknownValue));
  }
  const circular = new Set(circles.flat());
  return order.filter((declaration) => !circular.has(declaration)).map((each) => constants.get(each)!);
}

/** Keeps the value of a constant; those that it reads have theirs. */
export function evaluateConstant(context: CheckContext, { module, declaration }: Constant): void {
  const environment = { ...moduleEnvironment(module), inside: declaration };
  checkNames(context, environment, declaration.value);
  context.constants.set(declaration, evaluate(context, environment, declaration.value));
}

function constantsReadBy({ module, declaration }: Constant): readonly ConstDeclaration[] {
  const read: ConstDeclaration[] = [];
  walkExpressions([declaration.value], {
    identifier(name) {
      const meaning = module.names.get(name.key);
      if (meaning?.kind === 'const') read.push(meaning.declaration);
    },
  });
  return read;
}

function reportCircle(context: CheckContext, circle: readonly Constant[]): void {
  const [first, ...others] = circle as [Constant, ...Constant[]];
  const place = placeIn(first.module, first.declaration.name.span);
  const name = first.declaration.name.text;
  if (others.length === 0) {
    context.report('KM4001', 'itself', { name }, place);
    return;
  }
  const names = [...circle.map((constant) => constant.declaration.name.text), name];
  const chain = circleText(names.map((each) => `\`${each}\``));
  const related = others.map((constant) => ({
    place: placeIn(constant.module, constant.declaration.name.span),
    message: `\`${constant.declaration.name.text}\` is declared here.`,
  }));
  context.report('KM4001', 'default', { chain }, place, { related });
}

/** A bare name in a constant must be another constant, or an option that some argument takes. */
function checkNames(context: CheckContext, environment: Environment, value: Expression): void {
  if (value.kind === 'Identifier') checkOption(context, environment, value);
  else if (value.kind === 'List') value.items.forEach((item) => checkNames(context, environment, item));
  else if (value.kind === 'Call') checkCallee(context, environment, value.callee);
}

function checkOption(context: CheckContext, environment: Environment, name: Identifier): void {
  if (environment.module.names.get(name.key) === undefined && !isOptionName(name.key))
    reportUnknown(context, environment, name);
}

function checkCallee(context: CheckContext, environment: Environment, callee: Identifier): void {
  const known =
    constantFunctions.has(callee.key) ||
    findLayer(callee.key) !== undefined ||
    componentCategories.some((category) => findComponent(category, callee.key));
  if (!known) reportUnknown(context, environment, callee);
}

function reportUnknown(context: CheckContext, environment: Environment, name: Identifier): void {
  const { module } = environment;
  const place = placeIn(module, name.span);
  const functions = [...constantFunctions.keys()];
  const { text, closest } = suggestionFor(
    name.text,
    constantNames(module.names),
    'There are',
    functions,
    canMeanIn(environment),
  );
  context.report('KM1001', 'default', { name: name.text }, place, {
    suggestion: closest.length > 0 ? text : undefined,
    fixes: replacementFixes(place, closest),
  });
}
