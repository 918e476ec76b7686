import type { CallExpression, Identifier } from '../../grammar/ast.ts';
import { componentCategories, categoryText } from '../declarations/categories.ts';
import { findComponent } from '../components/registry.ts';
import { gatheredOnce } from '../diagnostics/closest-names.ts';
import { replacementFix, replacementFixes, suggestionFor } from '../diagnostics/suggest.ts';
import { isKerasName } from '../names/keras-names.ts';
import { allLayers } from '../layers/registry.ts';
import type { CheckContext } from './context.ts';
import type { Environment } from './environment.ts';
import { placeIn } from './module.ts';

/** Keras layers that kmodel says in another way. */
const otherWays: Readonly<Record<string, string>> = {
  Input: 'Inputs are declared: `input x: float32[28, 28]`.',
  InputLayer: 'Inputs are declared: `input x: float32[28, 28]`.',
  Lambda: 'A model holds no code: operators and layers say what it computes.',
};

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
  const category = componentCategories.find((each) => findComponent(each, callee.key));
  const similar = allLayers().find(
    (layer) => !layer.internal && layer.name.toLowerCase() === name.toLowerCase(),
  );
  if (category && !similar) {
    const help = category === 'activation' ? `\`Activation(${name})\` is the layer.` : undefined;
    context.report('KM1003', 'component', { name, category: categoryText(category) }, place, { help });
    return;
  }
  if (isKerasName('layer', callee.key)) {
    context.report('KM1003', 'keras', { name }, place, { suggestion: otherWays[callee.key] });
    return;
  }
  const shared = sharedNames(environment.scopeNames?.() ?? noNames);
  const { text, closest } = suggestionFor(
    name,
    layersAndDefinitions(environment.module.names),
    'There are',
    shared,
  );
  context.report('KM1003', 'default', { name }, place, {
    suggestion: text,
    fixes: replacementFixes(place, closest),
  });
}

const noNames: ReadonlyMap<string, string> = new Map();

const sharedNames = gatheredOnce((scope: ReadonlyMap<string, string>) =>
  [...scope].filter(([, what]) => what === 'a shared layer').map(([key]) => key),
);

const layersAndDefinitions = gatheredOnce((names: Environment['module']['names']) => [
  ...[...names].filter(([, meaning]) => meaning.kind === 'definition').map(([key]) => key),
  ...allLayers().flatMap((layer) => (layer.internal ? [] : [layer.name])),
]);

/** KM0002 for a layer, block or model without parentheses, or KM1003 for any other name that stands as a stage. */
export function reportBareStage(context: CheckContext, environment: Environment, name: Identifier): void {
  const place = placeIn(environment.module, name.span);
  const meaning = environment.module.names.get(name.key);
  const isLayer = allLayers().some((layer) => !layer.internal && layer.name === name.key);
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
