import { constant } from '../../components/initializers/constant.ts';
import { findComponent } from '../../components/registry.ts';
import { requiredInteger, requiredNumber } from '../../declarations/declare.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import { defineLayer } from '../../declarations/define.ts';
import type { LayerDeclaration } from '../../declarations/define-layer.ts';
import type { Activation } from '../../declarations/define-component.ts';
import { isComponent, type ArgumentValue } from '../../declarations/values.ts';
import type { SourceModel } from './source.ts';

/** An activation of another world that kmodel lacks: texts that use it declare it. */
export interface OwnActivation {
  readonly declaration: Activation;
  readonly text: string;
}

/** The `hard_sigmoid` of Keras 2 and tfjs: that of Keras 3 is x / 6 + 0.5. */
export const olderHardSigmoid = ownActivation(
  'hard_sigmoid_2',
  'A sigmoid of straight lines as Keras 2 had it: x / 5 + 0.5 within 0 and 1.',
  'clip(0.2 * x + 0.5, 0, 1)',
);

const ownActivations = [olderHardSigmoid];

function ownActivation(name: string, summary: string, body: string): OwnActivation {
  // Nobody lowers it: what is read is written as text, and compiled from that.
  const like = findComponent('activation', 'hard_sigmoid') as Activation;
  return {
    declaration: { ...like, name, summary, own: true },
    text: `/// ${summary}\nactivation ${name}(x) = ${body}`,
  };
}

/** A layer of another world that kmodel lacks: texts that use it declare it. */
export interface OwnLayer {
  readonly declaration: LayerDeclaration;
  readonly text: string;
}

const scaleSummary = 'Each channel times a learned number, as ConvNeXt has it.';

/** The `LayerScale` of ConvNeXt in `keras.applications`. */
export const layerScale: OwnLayer = {
  declaration: defineLayer({
    name: 'LayerScale',
    family: 'own',
    summary: scaleSummary,
    example: 'x -> LayerScale(1e-6, 96)',
    arguments: {
      init_values: requiredNumber('What the numbers start from.'),
      projection_dim: requiredInteger('How many channels there are.', { minimum: 1 }),
    },
    input: { count: 'one' },
    output: ({ inputs }) => inputs[0]!,
    weights: ({ args }) => [
      {
        name: 'gamma',
        shape: [args.projection_dim],
        dtype: 'float32',
        initializer: withDefaults(constant, { value: args.init_values }),
        trainable: true,
      },
    ],
    lower: ({ ops, weight }, { inputs }) => ops.multiply(inputs[0]!, weight('gamma')),
  }),
  text: `/// ${scaleSummary}
layer LayerScale(init_values: float, projection_dim: int) {
  input x: float32[..., D]
  weight gamma: float32[projection_dim] = Constant(init_values)
  return x * gamma
}`,
};

const ownLayers = [layerScale];

/** The declarations that the text of a model brings along. */
export function ownDeclarations(model: SourceModel): readonly string[] {
  const used = new Set<unknown>();
  const visit = (value: ArgumentValue): void => {
    if (Array.isArray(value)) return (value as readonly ArgumentValue[]).forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    if (isComponent(value, 'activation')) used.add(value.declaration);
    if ('args' in value) Object.values(value.args).forEach(visit);
  };
  const visitModel = ({ layers }: SourceModel): void => {
    for (const layer of layers)
      if (layer.kind === 'model') visitModel(layer.model);
      else {
        if (layer.kind === 'layer') used.add(layer.declaration);
        Object.values(layer.args).forEach(visit);
      }
  };
  visitModel(model);
  return [...ownActivations, ...ownLayers]
    .filter(({ declaration }) => used.has(declaration))
    .map(({ text }) => text);
}
