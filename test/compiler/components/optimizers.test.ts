import { describe, expect, it } from 'vitest';
import type { ComponentValue } from '../../../compiler/declarations/values.ts';
import { componentLeftOut } from '../../support/golden-left-out.ts';
import { applyOptimizer, averageState } from '../../../compiler/steps/optimizer.ts';
import type { StateVariable } from '../../../compiler/steps/step-graph.ts';
import type { ScopedOps } from '../../../compiler/ops/builder.ts';
import type { Tensor } from '../../../compiler/ops/types.ts';
import {
  difference,
  goldenTolerance,
  readGolden,
  type GoldenTensor,
  type Tolerance,
  type Values,
} from '../support/arrays.ts';
import { evaluateGraph, type Input } from '../support/evaluate.ts';
import { componentOf, type Config } from '../support/keras-config.ts';

interface GoldenOptimizer {
  readonly name: string;
  readonly class_name: string;
  readonly config: Config;
  readonly variables: readonly {
    readonly path: string;
    readonly tensor: GoldenTensor;
    readonly constraint?: { readonly class_name: string; readonly config: Config };
  }[];
  readonly steps: readonly {
    readonly gradients: readonly (GoldenTensor | null)[];
    readonly variables: readonly GoldenTensor[];
  }[];
  /** The weights after `fit`, where averages take their place. */
  readonly finalized_variables?: readonly GoldenTensor[];
  readonly exclude_from_weight_decay?: unknown;
  readonly tolerance?: Tolerance;
}

const cases = readGolden<readonly GoldenOptimizer[]>('optimizers.json').filter(
  (golden) => componentLeftOut('optimizer', golden) === undefined,
);

describe('optimizers agree with Keras over six steps', () => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_, golden) => {
    const optimizer = componentOf('optimizer', { class_name: golden.class_name, config: golden.config });
    let weights: readonly Values[] = golden.variables.map(({ tensor }) => tensor);
    let state = new Map<string, Values>();
    for (const [index, step] of golden.steps.entries()) {
      const result = await runStep(golden, optimizer, weights, step.gradients, state);
      [weights, state] = [result.weights, result.state];
      const tolerance = { ...goldenTolerance, ...golden.tolerance };
      const problems = weights.map((weight, at) => difference(weight, step.variables[at]!, tolerance));
      expect(problems, `step ${index + 1}`).toEqual(problems.map(() => undefined));
    }
    for (const [at, wanted] of (golden.finalized_variables ?? []).entries()) {
      const { path, tensor } = golden.variables[at]!;
      const average = state.get(averageState(path, tensor.shape).name);
      if (average)
        expect(difference(average, wanted, { ...goldenTolerance, ...golden.tolerance })).toBeUndefined();
    }
  });
});

async function runStep(
  golden: GoldenOptimizer,
  optimizer: ComponentValue<'optimizer'>,
  weights: readonly Values[],
  gradients: readonly (GoldenTensor | null)[],
  state: ReadonlyMap<string, Values>,
): Promise<{ weights: readonly Values[]; state: Map<string, Values> }> {
  const inputs: Record<string, Input> = {};
  const states = new Map<string, StateVariable>();
  const results = await evaluateGraph((ops) => {
    const feed = (name: string, value: Values, dtype: Input['dtype'] = 'float32'): Tensor => {
      inputs[name] = { ...value, dtype };
      return ops.scope.input(name, dtype, value.shape);
    };
    const outputs: Record<string, Tensor> = {};
    const known = new Map<string, Tensor>();
    const access = {
      read: (variable: StateVariable) => {
        const found = known.get(variable.name);
        if (found) return found;
        const tensor = feed(
          `state:${variable.name}`,
          state.get(variable.name) ?? initial(variable),
          variable.dtype,
        );
        known.set(variable.name, tensor);
        states.set(variable.name, variable);
        return tensor;
      },
      write: (variable: StateVariable, value: Tensor) => void (outputs[`new:${variable.name}`] = value),
    };
    const trained = weights.flatMap((value, index) => {
      const gradient = gradients[index];
      const { path, constraint } = golden.variables[index]!;
      if (!gradient) return [];
      // Keras hands over gradients of the scaled loss; the step's own are those of the loss itself.
      const scale = (golden.config.loss_scale_factor as number | undefined) ?? 1;
      const unscaled = { ...gradient, data: gradient.data.map((entry) => entry / scale) };
      return [
        {
          name: path,
          value: feed(`weight:${path}`, value),
          gradient: feed(`gradient:${path}`, unscaled),
          weight: {
            name: path,
            shape: value.shape,
            dtype: 'float32' as const,
            initializer: componentOf('initializer', 'zeros'),
            trainable: true,
            constraint: constraint ? componentOf('constraint', constraint) : null,
          },
        },
      ];
    });
    const { variables } = applyOptimizer(ops as ScopedOps, optimizer, trained, access);
    for (const [name, tensor] of variables) outputs[`updated:${name}`] = tensor;
    return outputs;
  }, inputs);
  return {
    weights: weights.map((value, index) => results[`updated:${golden.variables[index]!.path}`] ?? value),
    state: new Map(
      [...states.keys()].map((name) => [
        name,
        results[`new:${name}`] ?? state.get(name) ?? initial(states.get(name)!),
      ]),
    ),
  };
}

function initial(variable: StateVariable): Values {
  const size = variable.shape.reduce((product, axis) => product * axis, 1);
  return { shape: variable.shape, data: Array<number>(size).fill(variable.initial) };
}
