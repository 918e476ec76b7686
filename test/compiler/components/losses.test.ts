import { describe, expect, it } from 'vitest';
import { componentLeftOut } from '../../support/golden-left-out.ts';
import { findComponent } from '../../../compiler/components/registry.ts';
import type { LossMisfit } from '../../../compiler/declarations/define-component.ts';
import type { ScopedOps } from '../../../compiler/ops/builder.ts';
import { differentiate } from '../../../compiler/ops/differentiate.ts';
import type { Tensor } from '../../../compiler/ops/types.ts';
import { lossValue } from '../../../compiler/steps/losses.ts';
import { variable } from '../../../compiler/shapes/size.ts';
import { numericDType, type TensorType } from '../../../compiler/shapes/types.ts';
import {
  difference,
  goldenTolerance,
  readGolden,
  type GoldenTensor,
  type Tolerance,
} from '../support/arrays.ts';
import { evaluateGraph, type Inputs } from '../support/evaluate.ts';
import { componentOf, type Config } from '../support/keras-config.ts';

interface GoldenLoss {
  readonly name: string;
  readonly class_name: string;
  readonly config: Config;
  readonly y_true: GoldenTensor;
  readonly y_pred: GoldenTensor;
  readonly sample_weight?: GoldenTensor;
  readonly mask?: GoldenTensor;
  readonly value: GoldenTensor;
  readonly cotangent?: GoldenTensor;
  readonly grad: GoldenTensor;
  readonly tolerance?: Tolerance;
}

const batch = variable('batch');

const cases = readGolden<readonly GoldenLoss[]>('losses.json').filter(
  (golden) => componentLeftOut('loss', golden) === undefined,
);

/** Weights and masks of entries that are kept apart (Keras's reduction none, which the language leaves out). */
const isApart = (golden: GoldenLoss) => golden.config.reduction === 'none';

describe('losses agree with Keras', () => {
  it.each(cases.filter((golden) => !isApart(golden)).map((golden) => [golden.name, golden] as const))(
    '%s',
    async (_, golden) => expect(await checkLoss(golden)).toEqual([]),
  );

  it.each(cases.filter(isApart).map((golden) => [golden.name, golden] as const))(
    '%s: the loss of every entry',
    async (_, golden) => expect(await checkLoss(golden)).toEqual([]),
  );
});

async function checkLoss(golden: GoldenLoss): Promise<readonly string[]> {
  const { reduction, ...rest } = golden.config;
  const config = isApart(golden) ? rest : { ...rest, ...(reduction === undefined ? {} : { reduction }) };
  const loss = componentOf('loss', { class_name: golden.class_name, config });
  const declaration = findComponent('loss', loss.name)!;
  const target = declaration.target(headOf(golden), loss.args as never);
  if ('misfit' in target) throw new Error((target as LossMisfit).message);
  const inputs: Inputs = {
    yPred: golden.y_pred,
    yTrue: fitted(golden.y_true, target, golden.y_pred.shape[0]!),
    ...(golden.sample_weight && { sampleWeight: golden.sample_weight }),
    ...(golden.mask && { mask: golden.mask }),
    ...(golden.cotangent && { cotangent: golden.cotangent }),
  };
  const results = await evaluateGraph((ops) => {
    const fed = (name: keyof typeof inputs) => inputs[name] && feed(ops, name as string, inputs);
    const yPred = feed(ops, 'yPred', inputs);
    const yTrue = feed(ops, 'yTrue', inputs);
    const call = { yTrue, yPred, args: loss.args as never };
    const mask = fed('mask') ?? declaration.counted?.(ops, call);
    const value = isApart(golden)
      ? declaration.lower(ops, call)
      : lossValue(ops, { loss, yTrue, yPred, mask, sampleWeight: fed('sampleWeight') });
    const scalar = golden.cotangent ? ops.sum(ops.multiply(value, feed(ops, 'cotangent', inputs))) : value;
    const [gradient] = differentiate(ops, scalar, [yPred]);
    return { value, gradient: gradient! };
  }, inputs);
  const tolerance = { ...goldenTolerance, ...golden.tolerance };
  return [
    difference(results.value!, golden.value, tolerance),
    difference(results.gradient!, golden.grad, tolerance),
  ].filter((problem) => problem !== undefined);
}

function feed(ops: ScopedOps, name: string, inputs: Inputs): Tensor {
  const { dtype, shape } = inputs[name]!;
  return ops.scope.input(name, dtype, [batch, ...shape.slice(1)]);
}

function headOf(golden: GoldenLoss): TensorType {
  return { dtype: 'float32', shape: golden.y_pred.shape.slice(1) };
}

/** Targets as the runtime hands them over: the target's dtype, and its rank ([N, 1] is [N]). */
function fitted(tensor: GoldenTensor, target: TensorType, samples: number): GoldenTensor {
  const shape = target.shape.map((size, axis) => (typeof size === 'number' ? size : tensor.shape[axis + 1]!));
  return { ...tensor, dtype: numericDType(target.dtype), shape: [samples, ...shape] };
}
