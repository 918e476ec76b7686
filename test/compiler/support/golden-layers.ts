import { findComponent } from '../../../compiler/components/registry.ts';
import {
  isShapeProblem,
  type LayerDeclaration,
  type LayerShapeCall,
  type LoweringContext,
  type WeightSpecification,
} from '../../../compiler/declarations/define-layer.ts';
import type { ScopedOps } from '../../../compiler/ops/builder.ts';
import { differentiate } from '../../../compiler/ops/differentiate.ts';
import type { Tensor } from '../../../compiler/ops/types.ts';
import { unknownSize, variable, type Size } from '../../../compiler/shapes/size.ts';
import type { TensorType } from '../../../compiler/shapes/types.ts';
import { difference, goldenTolerance, type GoldenTensor, type Tolerance } from './arrays.ts';
import { evaluateGraph, type Evaluator, type Input } from './evaluate.ts';
import { argumentsOf, type Config } from './keras-config.ts';

interface GoldenWeight {
  readonly path: string;
  readonly trainable: boolean;
  readonly tensor: GoldenTensor;
}

export interface GoldenLayer {
  readonly name: string;
  readonly class_name: string;
  readonly config: Config;
  readonly optional?: boolean;
  readonly inputs: readonly GoldenTensor[];
  readonly call: Readonly<Record<string, unknown>> & { readonly style: string; readonly training?: boolean };
  readonly weights: readonly GoldenWeight[];
  readonly outputs: readonly GoldenTensor[];
  readonly cotangents: readonly (GoldenTensor | null)[];
  readonly input_grads: readonly (GoldenTensor | null)[];
  readonly weight_grads: readonly { readonly path: string; readonly tensor: GoldenTensor | null }[];
  readonly initial_state_grads?: readonly GoldenTensor[];
  readonly updated_weights?: readonly { readonly path: string; readonly tensor: GoldenTensor }[];
  readonly output_mask?: GoldenTensor | readonly GoldenTensor[];
  readonly losses?: readonly number[];
  readonly tolerance?: Tolerance;
}

const batch = variable('batch');

/** Keras's path of a weight as kmodel names it: without the layer's own name and without cells. */
export function weightNameOf(path: string): string {
  const parts = path.split('/').slice(1);
  // RNN takes cells as they are, and keeps their names.
  if (/^rnn(_\d+)?\//.test(path)) return parts.join('/');
  return parts.filter((part) => !/_cell(_\d+)?$/.test(part)).join('/');
}

/** Runs a layer as a golden case has it; what comes out is compared with Keras's numbers. */
export async function checkLayer(
  declaration: LayerDeclaration,
  golden: GoldenLayer,
  evaluator?: Evaluator,
): Promise<readonly string[]> {
  const { trainable: frozen, ...config } = golden.config;
  const callArguments = Object.fromEntries(
    Object.entries(golden.call).filter(
      ([key, value]) => key in declaration.arguments && typeof value !== 'object',
    ),
  );
  const args = argumentsOf(declaration.arguments, { ...config, ...callArguments });
  const trainable = frozen !== false;
  const inputs: Record<string, Input> = {};
  const problems: string[] = [];
  const expected: Record<string, GoldenTensor> = {};
  const tolerance = { ...goldenTolerance, ...golden.tolerance };

  const feed = (ops: ScopedOps, name: string, tensor: GoldenTensor, batched: boolean): Tensor => {
    inputs[name] = tensor;
    const shape: readonly Size[] = batched ? [batch, ...tensor.shape.slice(1)] : tensor.shape;
    return ops.scope.input(name, tensor.dtype, shape);
  };

  const results = await evaluateGraph(
    (ops) => {
      const x = golden.inputs.map((tensor, index) => feed(ops, `input${index}`, tensor, true));
      const types = x.map(typeOf);
      const tensorArguments = tensorArgumentsOf(ops, declaration, golden, feed);
      const shapeCall: LayerShapeCall<never> = {
        args: args as never,
        inputs: types,
        tensorArguments: mapValues(tensorArguments, (list) => list.map(typeOf)),
        requireEqual: () => undefined,
        requireDivisible: () => undefined,
        freshSize: () => unknownSize('fresh'),
      };
      const outputTypes = outputTypesOf(declaration, shapeCall);
      const specifications = declaration.weights?.(shapeCall) ?? [];
      problems.push(...weightProblems(specifications, golden, trainable));
      const weights = new Map(
        specifications.map(({ name }, index) => [
          name,
          feed(ops, `weight${index}`, golden.weights[index]!.tensor, false),
        ]),
      );
      const recorder = createRecorder(ops, weights, golden.call.training === true);
      const ownMasks = masksOf(golden).map((mask, index) =>
        mask && !tensorArguments.mask ? feed(ops, `givenMask${index}`, mask, true) : undefined,
      );
      const lowered = declaration.lower(recorder.context, {
        args: args as never,
        inputs: x,
        inputTypes: types,
        outputTypes,
        tensorArguments,
        masks: x.map((_, index) => ownMasks[index]),
        trainable,
      });
      const outputs = 'shape' in lowered ? [lowered] : lowered;
      outputs.forEach((output, index) => {
        const wanted = outputTypes[index];
        if (
          !wanted ||
          shapeKey(wanted.shape) !== shapeKey(output.shape.slice(1)) ||
          wanted.dtype !== output.dtype
        ) {
          problems.push(
            `output ${index} was declared ${JSON.stringify(wanted)} and lowered to ${JSON.stringify(output)}`,
          );
        }
      });

      const wanted: Record<string, Tensor> = {};
      const want = (
        name: string,
        tensor: Tensor | undefined,
        golden: GoldenTensor | null | undefined,
      ): void => {
        if (!golden) return;
        if (!tensor) return void problems.push(`${name} is missing`);
        wanted[name] = tensor;
        expected[name] = golden;
      };
      golden.outputs.forEach((tensor, index) => want(`output${index}`, outputs[index], tensor));
      let objective = ops.scalar(0);
      golden.cotangents.forEach((cotangent, index) => {
        // No gradient flows into whole numbers.
        if (!cotangent) return;
        const product = ops.multiply(outputs[index]!, feed(ops, `cotangent${index}`, cotangent, true));
        objective = ops.add(objective, ops.sum(product));
      });
      const initial = tensorArguments.initial_state ?? [];
      const trained = specifications.flatMap((weight) =>
        weight.trainable ? [weights.get(weight.name)!] : [],
      );
      const sources = [...x, ...trained, ...initial];
      const gradients = differentiate(ops, objective, sources);
      golden.input_grads.forEach((tensor, index) => want(`inputGradient${index}`, gradients[index], tensor));
      if (trainable) {
        golden.weight_grads.forEach(({ tensor }, index) =>
          want(`weightGradient${index}`, gradients[x.length + index], tensor),
        );
      }
      golden.initial_state_grads?.forEach((tensor, index) =>
        want(`stateGradient${index}`, gradients[x.length + trained.length + index], tensor),
      );
      golden.updated_weights?.forEach(({ path, tensor }) => {
        want(`updated:${weightNameOf(path)}`, recorder.updated.get(weightNameOf(path)), tensor);
      });
      const masks =
        golden.output_mask && ('shape' in golden.output_mask ? [golden.output_mask] : golden.output_mask);
      masks?.forEach((tensor, index) => {
        const passed = declaration.mask === 'pass' ? (ownMasks[0] ?? tensorArguments.mask?.[0]) : undefined;
        want(`outputMask${index}`, recorder.masks.get(index) ?? passed, tensor);
      });
      if (golden.losses) {
        const penalties = [...weightPenalties(ops, specifications, weights), ...recorder.losses];
        const total = golden.losses.reduce((sum, loss) => sum + loss, 0);
        const sum = penalties.reduce((all, penalty) => ops.add(all, penalty), ops.scalar(0));
        want('losses', sum, { shape: [], dtype: 'float32', data: [total] });
      }
      return wanted;
    },
    inputs,
    evaluator,
  );
  for (const [name, wanted] of Object.entries(expected)) {
    const found = difference(results[name]!, wanted, tolerance);
    if (found) problems.push(`${name}: ${found}`);
  }
  return problems;
}

/** The masks that come with the inputs; a list has one for each, or null. */
function masksOf({ call }: GoldenLayer): readonly (GoldenTensor | null | undefined)[] {
  const mask = call.mask as GoldenTensor | readonly (GoldenTensor | null)[] | undefined;
  return mask === undefined || 'shape' in mask ? [mask] : mask;
}

function outputTypesOf(declaration: LayerDeclaration, call: LayerShapeCall<never>): readonly TensorType[] {
  const output = declaration.output(call);
  if (isShapeProblem(output)) throw new Error(output.message);
  return 'shape' in output ? [output] : output;
}

function typeOf(tensor: Tensor): TensorType {
  return { dtype: tensor.dtype, shape: tensor.shape.slice(1) };
}

function shapeKey(shape: readonly Size[]): string {
  return shape.map((size) => (typeof size === 'number' ? String(size) : size.key)).join();
}

function tensorArgumentsOf(
  ops: ScopedOps,
  declaration: LayerDeclaration,
  golden: GoldenLayer,
  feed: (ops: ScopedOps, name: string, tensor: GoldenTensor, batched: boolean) => Tensor,
): Record<string, readonly Tensor[]> {
  const given: Record<string, readonly Tensor[]> = {};
  for (const name of Object.keys(declaration.tensorArguments ?? {})) {
    const value = golden.call[name] as GoldenTensor | readonly GoldenTensor[] | undefined | null;
    if (value === undefined || value === null) continue;
    const list = 'shape' in value ? [value] : value;
    // A mask for some of the inputs alone comes with these.
    if (name === 'mask' && !('shape' in value)) continue;
    given[name] = list.map((tensor, index) => feed(ops, `given:${name}${index}`, tensor, true));
  }
  return given;
}

function weightProblems(
  specifications: readonly WeightSpecification[],
  golden: GoldenLayer,
  trainable: boolean,
): readonly string[] {
  const found = specifications.map(
    ({ name, shape, trainable: own }) => `${name} [${shape}]${own && trainable ? '' : ' fixed'}`,
  );
  // Keras's `Normalization` also keeps how many samples it has seen, which is 0 again once they are learned.
  const kept = golden.weights.filter(({ path }) => path !== 'normalization/count');
  const wanted = kept.map(({ path, tensor, trainable: own }, index) => {
    // A second layer of one class gets a number in Keras; the role tells it here.
    const name = golden.config.backward_layer ? specifications[index]?.name : weightNameOf(path);
    return `${name} [${tensor.shape}]${own ? '' : ' fixed'}`;
  });
  return found.join() === wanted.join()
    ? []
    : [`weights are ${found.join('; ')} instead of ${wanted.join('; ')}`];
}

function weightPenalties(
  ops: ScopedOps,
  specifications: readonly WeightSpecification[],
  weights: ReadonlyMap<string, Tensor>,
): readonly Tensor[] {
  return specifications.flatMap(({ name, regularizer }) =>
    regularizer
      ? [
          findComponent('regularizer', regularizer.name)!.lower(
            ops,
            weights.get(name)!,
            regularizer.args as never,
          ),
        ]
      : [],
  );
}

/** A lowering context that keeps what a layer does besides its outputs. */
export function createRecorder(
  ops: ScopedOps,
  weights: ReadonlyMap<string, Tensor>,
  training: boolean,
  samples: Size = batch,
) {
  const updated = new Map<string, Tensor>();
  const masks = new Map<number, Tensor>();
  const losses: Tensor[] = [];
  let keys = 0;
  const contextFor = (prefix: string): LoweringContext => ({
    ops,
    training,
    batch: samples,
    weight: (name) => weights.get(prefix + name)!,
    updateWeight: (name, value) => void updated.set(prefix + name, value),
    updatedWeight: (name) => updated.get(prefix + name) ?? weights.get(prefix + name)!,
    // With a seed, a series of keys of its own.
    randomKey: (seed) => ops.scalar((seed ?? 0) * 1000 + ++keys, 'int32'),
    addLoss: (value) => void losses.push(value),
    setMask: (mask, output = 0) => void masks.set(output, mask),
    carried: (_, shape) => ops.fill(0, shape),
    carry: () => undefined,
    scope: (inner) => contextFor(`${prefix}${inner}/`),
  });
  return { context: contextFor(''), updated, masks, losses };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
