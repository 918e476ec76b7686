import { insteadOf } from '../names/instead.ts';
import { ownValue } from '../names/own-value.ts';
import type { CallExpression, Identifier } from '../../grammar/ast.ts';
import type { Span } from '../../grammar/source.ts';
import { gatheredOnce } from '../diagnostics/closest-names.ts';
import { replacementFix, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import { allLayers, findLayer } from '../layers/registry.ts';
import { otherExpressions, otherFunctions } from '../names/keras-functions.ts';
import { isKerasName, kerasFunctions } from '../names/keras-names.ts';
import { allFunctions, findFunction } from '../functions/registry.ts';
import { categoryOf, holdsTensors, reportComponent } from './called-component.ts';
import type { CheckContext } from './context.ts';
import type { Environment } from './environment.ts';
import { asPipeline, asStages, nativeLayer, spelledAlike } from './habits.ts';
import { canMeanIn } from './made-from.ts';
import { placeIn } from './module.ts';

/** KM1003 for a callee in a pipeline that is no layer, block or model. */
export function reportUnknownLayer(
  context: CheckContext,
  environment: Environment,
  callee: Identifier,
  call?: CallExpression,
): void {
  const name = callee.text;
  const place = placeIn(environment.module, callee.span);
  const scopeName = environment.scopeNames?.().get(callee.key);
  if (scopeName === 'a shared layer' && call) {
    const edit = { place: placeIn(environment.module, call.span), newText: name };
    context.report('KM1003', 'sharedWithParentheses', { name }, place, {
      fixes: [{ title: 'Remove the parentheses', edits: [edit] }],
    });
    return;
  }
  const meaning = environment.module.names.get(callee.key);
  const kind = meaning?.kind === 'const' ? 'constant' : scopeName === 'a tensor' ? 'tensor' : undefined;
  if (kind) {
    context.report('KM1003', 'notALayer', { name, kind }, place);
    return;
  }
  const category = categoryOf(callee.key);
  // A loss is one, also where Keras has a function of its name.
  const isComponent = category && category !== 'activation' && call && holdsTensors(call, environment);
  if (!isComponent && call && call.arguments.length > 0 && reportFunction(context, environment, callee))
    return;
  const similar = allLayers().find(
    (layer) => !layer.internal && layer.name.toLowerCase() === name.toLowerCase(),
  );
  if (category && !similar) {
    reportComponent(context, environment, { callee, category, call });
    return;
  }
  if (reportForeignLayer(context, environment, callee, call)) return;
  if (isKerasName('layer', callee.key)) {
    context.report('KM1003', 'keras', { name }, place, { suggestion: insteadOf('layer', callee.key) });
    return;
  }
  const shared = sharedNames(environment.scopeNames?.() ?? noNames);
  // Layers begin with a capital: a word in small letters with parentheses means a function.
  const isFunctionCall = call !== undefined && /^\p{Ll}/u.test(name);
  const { text, closest } = suggestionFor(
    name,
    isFunctionCall ? callables(environment.module.names) : layersAndDefinitions(environment.module.names),
    'There are',
    shared,
    canMeanIn(environment),
  );
  context.report('KM1003', isFunctionCall ? 'noFunction' : 'default', { name }, place, {
    suggestion: text,
    fixes: replacementFixes(place, closest),
  });
}

/** KM1008 where a layer is called by another name that Keras has for it. */
export function reportOtherName(
  context: CheckContext,
  { module }: Environment,
  callee: Identifier,
  { name }: LayerDeclaration,
): void {
  if (callee.key === name) return;
  const place = placeIn(module, callee.span);
  context.report('KM1008', 'default', { name: callee.text, layer: name }, place, {
    fixes: replacementFixes(place, [name]),
  });
}

/** Whether a call of one of Keras's functions (`add([a, b])`) holds the tensors that a pipeline would send into it. */
export function givesInputTo(
  call: CallExpression,
  { name }: LayerDeclaration,
  environment: Environment,
): boolean {
  return call.callee.key !== name && asPipeline(call, name, environment) !== undefined;
}

/** KM1003 for a function of Keras that kmodel lacks, and for a word in small letters that is none. */
function reportFunction(context: CheckContext, environment: Environment, callee: Identifier): boolean {
  const name = callee.text;
  const place = placeIn(environment.module, callee.span);
  const other = ownValue(otherFunctions, callee.key);
  if (other !== undefined && findFunction(other)) {
    context.report('KM1003', 'kerasFunction', { name }, place, {
      suggestion: `\`${other}\` is the same.`,
      fixes: replacementFixes(place, [other]),
    });
    return true;
  }
  if (!kerasFunctions.has(callee.key) || findFunction(callee.key)) return false;
  context.report('KM1003', 'kerasFunction', { name }, place, {
    suggestion: ownValue(otherExpressions, callee.key),
  });
  return true;
}

/** KM1003, with the edit, for a layer as Keras's older names, its functions, PyTorch or a Sequential write it. */
function reportForeignLayer(
  context: CheckContext,
  environment: Environment,
  callee: Identifier,
  call: CallExpression | undefined,
): boolean {
  const { module } = environment;
  const textOf = ({ span }: { readonly span: Span }): string =>
    module.source.text.slice(span.start, span.end);
  const values = { name: callee.text };
  const place = placeIn(module, callee.span);
  if (callee.key === 'Sequential') {
    const stages = call && asStages(call, textOf);
    context.report('KM1003', 'keras', values, place, {
      suggestion: 'Layers are joined with `->`: `x -> Dense(8) -> Dense(1)`.',
      fixes: stages ? [replacementFix(placeIn(module, call.span), stages, 'Join its layers with `->`')] : [],
    });
    return true;
  }
  const layers = layersAndDefinitions(module.names);
  const native = nativeLayer(callee.key);
  const layer = native && layers.includes(native) ? native : spelledAlike(callee.key, layers);
  if (layer === undefined) return false;
  const pipeline = call && asPipeline(call, layer, environment);
  context.report('KM1003', 'default', values, place, {
    suggestion: `Did you mean \`${layer}\`?`,
    fixes: pipeline
      ? [replacementFix(placeIn(module, call.span), pipeline)]
      : replacementFixes(place, [layer]),
  });
  return true;
}

const noNames: ReadonlyMap<string, string> = new Map();

const sharedNames = gatheredOnce((scope: ReadonlyMap<string, string>) =>
  [...scope].filter(([, what]) => what === 'a shared layer').map(([key]) => key),
);

const layersAndDefinitions = gatheredOnce((names: Environment['module']['names']) => [
  ...[...names].filter(([, meaning]) => meaning.kind === 'definition').map(([key]) => key),
  ...allLayers().flatMap((layer) => (layer.internal ? [] : [layer.name])),
]);

const callables = gatheredOnce((names: Environment['module']['names']) => [
  ...layersAndDefinitions(names),
  ...allFunctions().map(({ name }) => name),
]);

/** KM0002 for a layer, block or model without parentheses, or KM1003 for any other name that stands as a stage. */
export function reportBareStage(context: CheckContext, environment: Environment, name: Identifier): void {
  const place = placeIn(environment.module, name.span);
  const meaning = environment.module.names.get(name.key);
  const layer = findLayer(name.key);
  const isLayer = layer !== undefined && !layer.internal;
  if (meaning?.kind === 'unknown') return;
  if (isLayer || meaning?.kind === 'definition') {
    const kind = meaning?.kind === 'definition' ? meaning.declaration.kind.toLowerCase() : 'layer';
    context.report('KM0002', 'withoutParentheses', { name: name.text, kind }, place, {
      fixes: [replacementFix(place, `${name.text}()`, 'Add parentheses')],
    });
    return;
  }
  reportUnknownLayer(context, environment, name);
}
