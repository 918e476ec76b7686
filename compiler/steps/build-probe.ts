import type { LayerIndex, ModelGraph, TensorIndex } from '../graph/model-graph.ts';
import { differentiate } from '../ops/differentiate.ts';
import type { Tensor } from '../ops/types.ts';
import { isFloat } from '../shapes/types.ts';
import { weightPenalties, lower, trainedWeights } from './build-steps.ts';
import { StepBuilder } from './step-builder.ts';
import type { StepGraph } from './step-graph.ts';
import { addTerms, type WeightedHead } from './terms.ts';

/** What a probe looks at, besides the gradients of all weights. */
export interface ProbeOptions {
  /** Heads for which the data brings weights. */
  readonly weighted?: readonly WeightedHead[];
}

/** A layer with the tensor that its first use gives. */
export interface ProbedLayer {
  readonly layer: LayerIndex;
  readonly tensor: TensorIndex;
}

/** The layers whose results a probe gives: those that make floats for each sample, functions of tensors aside. */
export function probedLayers({ layers, calls, tensors }: ModelGraph): readonly ProbedLayer[] {
  const seen = new Set<LayerIndex>();
  return calls.flatMap(({ layer, outputs: [tensor] }) => {
    if (tensor === undefined || seen.has(layer)) return [];
    const { dtype, whole } = tensors[tensor]!;
    if (whole || !isFloat(dtype) || layers[layer]!.declaration.family === 'function') return [];
    seen.add(layer);
    return [{ layer, tensor }];
  });
}

/**
 * What happens inside a model while it trains on a batch, for those who look: results of layers (`activation:LAYER`),
 * gradients of weights (`gradient:WEIGHT`), the loss of each term (`batch:TERM`) and the length of its own gradient
 * over all weights (`pull:TERM`). It draws what the next step of the training draws, and changes nothing.
 */
export function buildProbeStep(model: ModelGraph, { weighted }: ProbeOptions = {}): StepGraph {
  const builder = new StepBuilder();
  const { ops } = builder;
  const lowered = lower(builder, model, true);
  const { terms } = addTerms(builder, model, lowered, { weighted, logs: false });
  const penalties = weightPenalties(builder, model, lowered, undefined);
  const total = [...terms.values(), ...penalties, ...lowered.losses].reduce((sum, term) =>
    ops.add(sum, term),
  );
  const trained = trainedWeights(model, lowered);
  const values = trained.map(({ value }) => value);
  const output = (name: string, of: string, tensor: Tensor): void =>
    builder.output({ role: 'prediction', of, name, dtype: tensor.dtype, shape: tensor.shape }, tensor);
  differentiate(ops, total, values).forEach((gradient, index) => {
    if (gradient) output(`gradient:${trained[index]!.name}`, trained[index]!.name, gradient);
  });
  for (const [name, term] of terms) {
    const squares = differentiate(ops, term, values).flatMap((gradient) =>
      gradient ? [ops.sum(ops.square(gradient))] : [],
    );
    if (squares.length > 0)
      output(`pull:${name}`, name, ops.sqrt(squares.reduce((sum, each) => ops.add(sum, each))));
  }
  for (const { layer, tensor } of probedLayers(model)) {
    const { name } = model.layers[layer]!;
    output(`activation:${name}`, name, lowered.tensors[tensor]!);
  }
  return builder.finish('train', model.name);
}
