import { zeros } from '../../components/initializers/constant.ts';
import { withDefaults } from '../../declarations/default-value.ts';
import type { ComponentValue } from '../../declarations/values.ts';
import { createOps } from '../../ops/builder.ts';
import type { Tensor } from '../../ops/types.ts';
import { variable } from '../../shapes/size.ts';
import {
  applyOptimizer,
  averageState,
  iterationState,
  learningRateName,
  type StateAccess,
} from '../../steps/optimizer.ts';
import type { StateVariable } from '../../steps/step-graph.ts';
import { lowerFirst, camelCase } from '../tfjs/names.ts';
import type { ModuleParts } from './module-parts.ts';
import { printProgram, type Program } from './ops/op-program.ts';

/**
 * The expression of an optimizer that tfjs lacks, as a class of the module: the update of one weight is what the
 * optimizer's declaration lowers to, clipping, decay and learning-rate schedule included.
 */
export function optimizerText(optimizer: ComponentValue<'optimizer'>, parts: ModuleParts): string {
  const { global_clipnorm: globalNorm, ...others } = optimizer.args;
  const args = { ...others, global_clipnorm: null };
  const ops = createOps();
  const shape = [variable('size')];
  const states: StateVariable[] = [];
  const written = new Map<string, Tensor>();
  const inputs = new Map<string, Tensor>();
  const read = (state: StateVariable): Tensor => {
    let tensor = inputs.get(state.name);
    if (!tensor) {
      tensor = ops.scope.input(state.name, state.dtype, state.shape.length === 0 ? [] : shape);
      inputs.set(state.name, tensor);
      if (state.kind === 'optimizer') states.push(state);
    }
    return tensor;
  };
  const access: StateAccess = { read, write: (state, value) => void written.set(state.name, value) };
  const trained = {
    name: 'weight',
    value: ops.scope.input('weight', 'float32', shape),
    gradient: ops.scope.input('gradient', 'float32', shape),
    weight: {
      name: 'weight',
      shape: [1],
      dtype: 'float32',
      initializer: withDefaults(zeros),
      trainable: true,
    } as const,
  };
  const { variables } = applyOptimizer(ops, { ...optimizer, args }, [trained], access);
  const slots = states.filter((state) => written.has(state.name));
  const slotNames = new Map(slots.map((state) => [state.name, slotName(state.name)]));
  let usesIteration = false;
  const program = printProgram(
    ops.scope.build([
      { name: 'weight', tensor: variables.get('weight')! },
      ...slots.map((state) => ({ name: state.name, tensor: written.get(state.name)! })),
    ]),
    {
      use: parts.use,
      outputNames: new Map(
        [['weight', 'weight'] as const, ...slotNames].map(([state, name]) => [state, freshName(name)]),
      ),
      taken: ['weight', 'gradient', 'gradients', 'iteration', 'name', 'slots', ...slotNames.values()],
      sizeName: () => 'weight.size',
      input: (name) => {
        if (name === iterationState.name) {
          usesIteration = true;
          return 'iteration';
        }
        if (name === learningRateName) return 'this.learningRate';
        return slotNames.get(name) ?? name;
      },
    },
  );
  const rate = typeof optimizer.args.learning_rate === 'number' ? optimizer.args.learning_rate : undefined;
  const name = parts.declare(
    optimizer.name,
    classText({
      optimizer,
      program,
      slots,
      names: slotNames,
      rate,
      globalNorm: typeof globalNorm === 'number' ? globalNorm : undefined,
      usesIteration,
    }),
  );
  return `new ${name}(${rate ?? ''})`;
}

function slotName(state: string): string {
  return lowerFirst(camelCase(state.slice(state.lastIndexOf('/') + 1).replace('optimizer:', '')));
}

/** What the class of an optimizer is written from. */
interface OptimizerClass {
  readonly optimizer: ComponentValue;
  /** The step of one weight. */
  readonly program: Program;
  /** What the optimizer keeps of a weight, with the variables of it. */
  readonly slots: readonly StateVariable[];
  readonly names: ReadonlyMap<string, string>;
  /** The learning rate, where it is a number. */
  readonly rate: number | undefined;
  readonly globalNorm: number | undefined;
  /** Whether the step reads how many there were. */
  readonly usesIteration: boolean;
}

/** The class, by its name. */
function classText({
  optimizer,
  program,
  slots,
  names,
  rate,
  globalNorm,
  usesIteration,
}: OptimizerClass): (name: string) => string {
  const slotList = slots.map((state) => names.get(state.name)!);
  const initials = slots.map(({ initial }) =>
    initial === 0 ? 'tf.zerosLike(weight)' : `tf.fill(weight.shape, ${initial})`,
  );
  const average = slots.findIndex(({ name }) => name === averageState('weight', [1]).name);
  const averages = average < 0 ? undefined : average;
  return (
    own,
  ) => `/** ${optimizer.name} as Keras computes it${rate === undefined ? ', with its learning-rate schedule' : ''}. */
class ${own} extends tf.Optimizer {
  static className = '${own}';
  ${slotList.length > 0 ? 'private readonly slots = new Map<string, tf.Variable[]>();' : ''}
  ${rate === undefined ? '' : 'private readonly learningRate: number;\n\n  constructor(learningRate: number) {\n    super();\n    this.learningRate = learningRate;\n  }'}

  applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const all = Array.isArray(gradients) ? gradients : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    // Weights that no loss depends on have no gradient.
    const named = all.filter(({ tensor }) => Boolean(tensor));
    tf.tidy(() => {
      ${
        globalNorm
          ? `const norm = tf.sqrt(tf.addN(named.map(({ tensor }) => tf.sum(tf.square(tensor)))));
      const share = tf.div(${globalNorm}, tf.maximum(norm, ${globalNorm}));`
          : ''
      }
      ${usesIteration ? `const iteration = tf.scalar(this.iterations, 'int32');` : ''}
      for (const { name, tensor${globalNorm ? '' : ': gradient'} } of named) {
        const weight = tf.engine().registeredVariables[name] as tf.Variable;
        ${globalNorm ? 'const gradient = tf.mul(tensor, share);' : ''}
        ${slotList.length > 0 ? `const [${slotList.join(', ')}] = this.slotsOf(name, weight);` : ''}
        ${program.statements.join('\n')}
        ${slotList.length > 0 ? assignments(slotList, program) : `weight.assign(${program.outputs[0]});`}
      }
    });
    this.incrementIterations();
  }

  getConfig(): tf.serialization.ConfigDict {
    return {${rate === undefined ? '' : ' learningRate: this.learningRate '}};
  }
${averages === undefined ? '' : `\n${useAveragesText(averages)}\n`}${
    slotList.length > 0
      ? `
  /** What the optimizer remembers of a weight. */
  private slotsOf(name: string, weight: tf.Variable): tf.Variable[] {
    const known = this.slots.get(name);
    if (known) return known;
    const made = [${initials.join(', ')}].map((initial) => tf.variable(initial, false));
    this.slots.set(name, made);
    return made;
  }
`
      : ''
  }}
tf.serialization.registerClass(${own});`;
}

/** Keras's `finalize_variable_values`. @param place where among the slots of a weight its average stands */
function useAveragesText(place: number): string {
  return `  /** Puts the averages in the place of the weights, as Keras does when a training ends. */
  useAverages(): void {
    for (const [name, slots] of this.slots)
      (tf.engine().registeredVariables[name] as tf.Variable).assign(slots[${place}] as tf.Variable);
  }`;
}

function freshName(name: string): string {
  return `new${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** New values are all computed before the first one is stored. */
function assignments(slots: readonly string[], { outputs, variables }: Program): string {
  const names = ['weight', ...slots];
  const values = outputs.map((output, index) => [names[index]!, output] as const);
  const isSimple = outputs.every((output) => variables.has(output));
  if (isSimple || values.length === 1)
    return values.map(([name, output]) => `${name}.assign(${output});`).join('\n');
  const computed = values.map(([name, output]) => [name, freshName(name), output] as const);
  return [
    ...computed.flatMap(([, fresh, output]) => (fresh === output ? [] : [`const ${fresh} = ${output};`])),
    ...computed.map(([name, fresh]) => `${name}.assign(${fresh});`),
  ].join('\n');
}
