import type { InputDeclaration } from '../../grammar/ast.ts';
import type { CheckContext } from './context.ts';
import type { Definition } from './definitions.ts';
import type { Environment } from './environment.ts';
import { hasProblemWithin, placeIn } from './module.ts';
import { resolveSettings } from './settings.ts';

/**
 * What flows into a block tells its inputs' types; nothing tells those of a model's: KM3011 where one has none, KM2003
 * for `...` where axes have to be known.
 */
export function requireInputType(
  context: CheckContext,
  environment: Environment,
  definition: Definition,
  { type, name, span, settings }: InputDeclaration,
): void {
  const { kind, module } = definition;
  const anyAxes = type?.dims?.find((dim) => dim.kind === 'AnyAxes');
  if (anyAxes && (kind === 'model' || kind === 'block'))
    context.report('KM2003', 'inputSize', { text: '...' }, placeIn(module, anyAxes.span), {
      help: '`...` stands for any axes in a `layer`.',
    });
  if (kind !== 'model') {
    const owner = `input \`${name.text}\` of ${kind} \`${definition.name}\``;
    resolveSettings(context, environment, settings, {}, owner);
  }
  if (type || kind !== 'model' || name.key === '' || hasProblemWithin(module, span)) return;
  const values = { name: name.text, model: definition.name };
  const behind = placeIn(module, { start: name.span.end, end: name.span.end });
  context.report('KM3011', 'input', values, placeIn(module, name.span), {
    help: `it says what one sample is: \`${name.text}: float32[8]\` is a list of eight numbers, \`float32[]\` a single one.`,
    fixes: ['float32[]', 'float32[1]', 'int32[]'].map((text) => ({
      title: `Insert \`: ${text}\``,
      edits: [{ place: behind, newText: `: ${text}` }],
    })),
  });
}
