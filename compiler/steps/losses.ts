import type { ComponentValue } from '../declarations/values.ts';
import type { ScopedOps } from '../ops/builder.ts';
import type { OpNodeOf, Tensor } from '../ops/types.ts';
import type { GraphHead } from '../graph/model-graph.ts';
import { sizeProduct, type Size } from '../shapes/size.ts';
import type { TensorType } from '../shapes/types.ts';

export interface LossInputs {
  readonly loss: ComponentValue<'loss'>;
  readonly yTrue: Tensor;
  readonly yPred: Tensor;
  /** Keras mask of the prediction: bool, [batch, …]. */
  readonly mask: Tensor | undefined;
  /** float32, [batch] or [batch, …]. */
  readonly sampleWeight: Tensor | undefined;
}

/** A head with its loss, as far as the shape of the loss depends on it. */
export interface LossPlace extends Pick<GraphHead, 'target' | 'loss'> {
  /** What the head predicts. */
  readonly type: TensorType;
}

/**
 * The shape, without the batch axis, of a head's loss before it is averaged: class numbers have one loss each, all
 * other targets one for their last axis.
 */
export function lossEntryShape({ target, loss, type }: LossPlace): readonly Size[] {
  if (!target) return [];
  const own = loss?.declaration.entryShape?.(type, loss.args);
  if (own) return own;
  return target.dtype === 'int32' ? target.shape : target.shape.slice(0, -1);
}

/**
 * A head's loss as one scalar: Keras's `sum_over_batch_size` unless the loss says otherwise.
 * Weights multiply the entries; a mask also scales them so that masked ones don't count (Keras's `apply_mask`).
 */
export function lossValue(ops: ScopedOps, { loss, yTrue, yPred, mask, sampleWeight }: LossInputs): Tensor {
  const { declaration } = loss;
  const call = { yTrue, yPred, args: loss.args, logits: logitsOf(ops, yPred) };
  const entries = declaration.lower(ops, call);
  const counted = declaration.counted?.(ops, call);
  const reduction = loss.args.reduction ?? 'sum_over_batch_size';
  const weights = entryWeights(
    ops,
    entries,
    bothMasks(ops, mask, counted),
    sampleWeight,
    reduction !== 'sum',
  );
  const weighted = weights ? ops.multiply(entries, weights) : entries;
  switch (reduction) {
    case 'sum':
      return ops.sum(weighted);
    case 'mean_with_sample_weight':
      return weights
        ? ops.divideNoNaN(ops.sum(weighted), ops.sum(ops.expand(weights, entries.shape)))
        : ops.mean(entries);
    default:
      return ops.mean(weighted);
  }
}

/** The values before a final softmax over the last axis, or a sigmoid. */
function logitsOf(
  ops: ScopedOps,
  yPred: Tensor,
): { readonly activation: 'softmax' | 'sigmoid'; readonly tensor: Tensor } | undefined {
  const node = ops.scope.producer(yPred);
  if (node?.op === 'sigmoid') return { activation: 'sigmoid', tensor: node.inputs[0]! };
  if (node?.op !== 'softmax') return undefined;
  const { axis } = (node as OpNodeOf<'softmax'>).attributes;
  return axis === yPred.shape.length - 1 ? { activation: 'softmax', tensor: node.inputs[0]! } : undefined;
}

/** Entries that count for the mask and for the loss itself (`ignore_class`). */
function bothMasks(
  ops: ScopedOps,
  mask: Tensor | undefined,
  counted: Tensor | undefined,
): Tensor | undefined {
  return mask && counted ? ops.and(mask, counted) : (mask ?? counted);
}

function entryWeights(
  ops: ScopedOps,
  entries: Tensor,
  mask: Tensor | undefined,
  sampleWeight: Tensor | undefined,
  averaged: boolean,
): Tensor | undefined {
  const own = sampleWeight && alignRank(ops, sampleWeight, entries);
  if (!mask) return own;
  const valid = alignRank(ops, ops.cast(mask, 'float32'), entries);
  const scale = averaged ? ops.divideNoNaN(ops.size(sizeProduct(mask.shape)), ops.sum(valid)) : undefined;
  const masked = scale ? ops.multiply(valid, scale) : valid;
  return own ? ops.multiply(own, masked) : masked;
}

/** Weights of [batch] for entries of [batch, time]: trailing axes of size 1 are added, surplus ones dropped. */
export function alignRank(ops: ScopedOps, weights: Tensor, entries: Tensor): Tensor {
  const missing = entries.shape.length - weights.shape.length;
  if (missing > 0) return ops.reshape(weights, [...weights.shape, ...Array<number>(missing).fill(1)]);
  if (missing < 0) return ops.reshape(weights, weights.shape.slice(0, missing));
  return weights;
}
