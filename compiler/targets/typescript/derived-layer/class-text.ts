import { registeredName } from '../registered-name.ts';
import type { LayerCall, LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';
import type { ValueContext } from '../values-text.ts';
import type { Site } from './site.ts';
import { weightText } from './weights.ts';

/** What the class of a layer is written from. */
export interface LayerClass {
  readonly graph: ModelGraph;
  readonly layer: LayerInstance;
  readonly calls: readonly LayerCall[];
  readonly site: Site;
  /** The fields that hold its weights, by the weights' names. */
  readonly fields: ReadonlyMap<string, string>;
  /** The sizes that `body` needs, with the expressions that read them. */
  readonly sizeReads: readonly (readonly [string, string])[];
  /** What `call` computes; where the layer adds to the loss, that comes before the results. */
  readonly body: string;
  readonly hasLoss: boolean;
  /** Whether `body` asks if the model is being trained. */
  readonly readsTraining: boolean;
  /** Whether `body` reads the mask that comes with the input. */
  readonly readsMask: boolean;
}

/** A class of tfjs-layers from `extends` on, by its name. */
export function classText(parts: LayerClass, context: ValueContext): (name: string) => string {
  const { layer, site, fields } = parts;
  const passesMask = layer.declaration.mask === 'pass' && site.isMasked;
  const rest = [
    ...[...fields.values()].map((field) => `private ${field}!: tf.LayerVariable;`),
    ...(parts.hasLoss ? ['/** What its last call adds to the loss. */', 'private added!: tf.Scalar;'] : []),
    ...(passesMask ? ['override supportsMasking = true;'] : []),
    '',
    ...buildText(parts, context),
    ...outputShapeText(parts),
    ...callText(parts),
    '}',
  ].join('\n');
  return (name) => `extends tf.layers.Layer {\nstatic className = '${registeredName(name)}';\n${rest}`;
}

function buildText(
  { layer: { weights }, fields, hasLoss }: LayerClass,
  context: ValueContext,
): readonly string[] {
  if (weights.length === 0 && !hasLoss) return [];
  return [
    'override build(): void {',
    ...weights.map((weight) => `this.${fields.get(weight.name)} = ${weightText(weight, context)};`),
    ...(hasLoss ? ['this.addLoss(() => this.added);'] : []),
    'this.built = true;',
    '}',
    '',
  ];
}

function outputShapeText({ graph, calls, site }: LayerClass): readonly string[] {
  const shapes = calls[0]!.outputs.map((output, position) => {
    const { shape, whole } = graph.tensors[output]!;
    const axes = shape.map((size, axis) => {
      const same = calls.every((call) => graph.tensors[call.outputs[position]!]!.shape[axis] === size);
      return typeof size === 'number' && same ? String(size) : 'null';
    });
    return `[${(whole ? axes : ['null', ...axes]).join(', ')}]`;
  });
  return [
    `override computeOutputShape(): tf.Shape${manyOf(site)} {`,
    `return ${shapes.length === 1 ? shapes[0]! : `[${shapes.join(', ')}]`};`,
    '}',
    '',
  ];
}

function callText({
  site,
  sizeReads,
  body,
  hasLoss,
  readsTraining,
  readsMask,
}: LayerClass): readonly string[] {
  const taken = `inputs: tf.Tensor | tf.Tensor[]${readsMask || readsTraining ? ', kwargs: Record<string, unknown>' : ''}`;
  const [begin, end] = hasLoss
    ? ['const [added, ...results] = tf.tidy((): tf.Tensor[] => {', keepLoss(site)]
    : ['return tf.tidy(() => {', []];
  return [
    `override call(${taken}): tf.Tensor${manyOf(site)} {`,
    begin,
    site.inputNames.length === 1
      ? 'const x = Array.isArray(inputs) ? inputs[0] : inputs;'
      : `const [${site.inputNames.join(', ')}] = inputs as tf.Tensor[];`,
    ...(readsMask ? [`const mask = kwargs['mask'] as tf.Tensor;`] : []),
    ...sizeReads.map(([name, text]) => `const ${name} = ${text};`),
    body,
    '});',
    ...end,
    '}',
  ];
}

/** Keeps what is added to the loss until tfjs asks for it. */
function keepLoss({ outputTypes }: Site): readonly string[] {
  return ['this.added = added as tf.Scalar;', `return ${outputTypes.length > 1 ? 'results' : 'results[0]'};`];
}

/** What stands behind a type where the layer gives several results. */
function manyOf({ outputTypes }: Site): string {
  return outputTypes.length > 1 ? '[]' : '';
}
