import { isComponent, type ComponentValue } from '../../../declarations/values.ts';
import { createOps } from '../../../ops/builder.ts';
import type { OpGraph, Tensor } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';
import { batchSize, numericDType, type TensorType } from '../../../shapes/types.ts';
import { docstring } from '../../python/documentation.ts';
import { call, keyword, layout, numberText, stringText, tuple, flat } from '../../python/layout.ts';
import { PythonScope } from '../../python/names.ts';
import { inOrder } from '../../python/updates.ts';
import { readVariable } from '../ops/emitters.ts';
import { bodyOf } from './body.ts';
import type { OwnBase, OwnText } from './class-text.ts';

/** Where a component of the text is used: what it is lowered for. */
export type Use =
  | { readonly of: 'activation'; readonly type: TensorType }
  | { readonly of: 'weight'; readonly shape: readonly number[] }
  | {
      readonly of: 'head';
      readonly type: TensorType;
      readonly target: TensorType;
      readonly isMasked: boolean;
    }
  | { readonly of: 'step' };

/** A tensor of samples. */
function batched({ dtype, shape }: TensorType): {
  readonly dtype: Tensor['dtype'];
  readonly shape: readonly Size[];
} {
  return { dtype: numericDType(dtype), shape: [batchSize, ...shape] };
}

function graphOf(
  build: (ops: ReturnType<typeof createOps>) => readonly (readonly [name: string, tensor: Tensor])[],
): OpGraph {
  const ops = createOps();
  return ops.scope.build(build(ops).map(([name, tensor]) => ({ name, tensor })));
}

/** Statements that compute one result and return it. */
function returning(graph: OpGraph, parameters: readonly string[], indent = '        '): readonly string[] {
  const { statements, outputs } = bodyOf(graph, {
    read: (name) => name,
    taken: ['self', ...parameters],
    indent,
  });
  return [...statements, ...layout('return ', outputs[0]!, '', indent)];
}

/** The lines of a registered function for an activation. */
export function activationLines(
  value: ComponentValue<'activation'>,
  type: TensorType,
): (name: string) => readonly string[] {
  const { dtype, shape } = batched(type);
  const graph = graphOf((ops) => {
    const x = ops.scope.input('x', dtype, shape);
    return [['result', value.declaration.lower(ops, x, value.args)]];
  });
  return (name) => [
    `def ${name}(x):`,
    ...docstring(value.declaration.summary, '    '),
    ...returning(graph, ['x'], '    '),
  ];
}

/** A component of the text, but for activations, as the methods of a class. */
export function componentText(value: ComponentValue, use: Use): OwnText {
  const numbers = Object.entries(value.args).flatMap(([name, given]) =>
    typeof given === 'number' ? [[name, given] as const] : [],
  );
  return { numbers: Object.fromEntries(numbers), build: [], ...parts(value, use) };
}

function parts(value: ComponentValue, use: Use): Pick<OwnText, 'made' | 'methods'> {
  if (isComponent(value, 'loss') && use.of === 'head') return { made: [], methods: lossLines(value, use) };
  if (isComponent(value, 'metric') && use.of === 'head') return metricParts(value, use);
  if (use.of === 'weight' && (isComponent(value, 'regularizer') || isComponent(value, 'constraint'))) {
    const { declaration, args } = value;
    const graph = graphOf((ops) => [
      ['result', declaration.lower(ops, ops.scope.input('w', 'float32', use.shape), args)],
    ]);
    return { made: [], methods: ['    def __call__(self, w):', valueLine, ...returning(graph, ['w'])] };
  }
  if (isComponent(value, 'schedule') && use.of === 'step') {
    const graph = graphOf((ops) => [
      ['result', value.declaration.lower(ops, ops.scope.input('step', 'float32', []), value.args)],
    ]);
    const cast = '        step = ops.cast(step, "float32")';
    return { made: [], methods: ['    def __call__(self, step):', cast, ...returning(graph, ['step'])] };
  }
  throw new Error(`A ${value.category} is not used there.`);
}

/** Keras hands on the variable of a weight, of which not all of its functions take the value. */
const valueLine = '        w = ops.convert_to_tensor(w)';

/** Targets come as Keras has them: floats to losses, as they are to metrics. */
function castLine(name: string, dtype: Tensor['dtype']): string {
  return `        ${name} = ops.cast(${name}, "${dtype}")`;
}

function lossLines(
  { declaration, args }: ComponentValue<'loss'>,
  { type, target }: Extract<Use, { of: 'head' }>,
): readonly string[] {
  const [wanted, given] = [batched(target), batched(type)];
  const graph = graphOf((ops) => {
    const yTrue = ops.scope.input('y_true', wanted.dtype, wanted.shape);
    const yPred = ops.scope.input('y_pred', given.dtype, given.shape);
    return [['result', declaration.lower(ops, { yTrue, yPred, args })]];
  });
  return [
    '    def call(self, y_true, y_pred):',
    ...(wanted.dtype === 'float32' ? [] : [castLine('y_true', wanted.dtype)]),
    ...returning(graph, ['y_true', 'y_pred']),
  ];
}

/** Attributes of Keras's metrics, which states must not hide. */
const metricAttributes =
  'add_variable add_weight dtype from_config get_config name reset_state result stateless_reset_state ' +
  'stateless_result stateless_update_state update_state variables';

function metricParts(
  { declaration, args }: ComponentValue<'metric'>,
  use: Extract<Use, { of: 'head' }>,
): Pick<OwnText, 'made' | 'methods'> {
  const states = declaration.state(use.type, args);
  const scope = new PythonScope(undefined, [...metricAttributes.split(' '), ...Object.keys(args)]);
  // A state of one number alone bears the name of what it counts.
  const names = states.map(({ name }) => scope.claim(name.split('/').at(-1)!));
  const attribute = new Map(states.map(({ name }, index) => [name, `self.${names[index]!}`]));
  const made = states.flatMap(({ name, shape, initial }) =>
    layout(
      `${attribute.get(name)!} = `,
      call('self.add_variable', [
        keyword('shape', shape.length === 0 ? '()' : flat(tuple(shape.map(String)))),
        keyword(
          'initializer',
          initial === 0 ? '"zeros"' : call('keras.initializers.Constant', [numberText(initial, true)]),
        ),
        keyword('name', stringText(attribute.get(name)!.slice(5))),
      ]),
      '',
      '        ',
    ),
  );
  const read = (name: string): string => attribute.get(name) ?? name;
  const result = graphOf((ops) => {
    const kept = states.map(({ name, shape }) => ops.scope.input(name, 'float32', shape));
    return [['result', declaration.result(ops, kept, args, use.type)]];
  });
  const shown = bodyOf(result, { read, taken: ['self'], indent: '        ' });
  return {
    made,
    methods: [
      '    def update_state(self, y_true, y_pred, sample_weight=None):',
      ...updateLines({ declaration, args }, use, attribute),
      '',
      '    def result(self):',
      ...shown.statements,
      ...layout('return ', readVariable(shown.outputs[0]!), '', '        '),
      ...resetLines(states, attribute),
    ],
  };
}

type MetricUse = Pick<ComponentValue<'metric'>, 'declaration' | 'args'>;

function updateLines(
  { declaration, args }: MetricUse,
  { type, target, isMasked }: Extract<Use, { of: 'head' }>,
  attribute: ReadonlyMap<string, string>,
): readonly string[] {
  const states = declaration.state(type, args);
  const [wanted, given] = [batched(target), batched(type)];
  const update = (hasWeights: boolean, indent: string): readonly string[] => {
    const graph = graphOf((ops) => {
      const mask = isMasked
        ? ops.scope.input('mask', 'bool', given.shape.slice(0, Math.max(1, given.shape.length - 1)))
        : undefined;
      const updated = declaration.update(ops, {
        state: states.map(({ name, shape }) => ops.scope.input(name, 'float32', shape)),
        yTrue: ops.scope.input('y_true', wanted.dtype, wanted.shape),
        yPred: ops.scope.input('y_pred', given.dtype, given.shape),
        weights: hasWeights ? ops.scope.input('sample_weight', 'float32', [batchSize]) : undefined,
        mask,
        args,
      });
      return updated.map((tensor, index) => [states[index]!.name, tensor] as const);
    });
    const { statements, outputs, reads } = bodyOf(graph, {
      read: (name) => attribute.get(name) ?? name,
      taken: ['self', 'y_true', 'y_pred', 'sample_weight', 'mask'],
      indent,
    });
    const { before, updates } = inOrder(
      states.map(({ name }, index) => ({
        input: name,
        attribute: attribute.get(name)!,
        value: outputs[index]!,
        reads: reads[index]!,
      })),
      [],
    );
    return [
      ...statements,
      ...before.flatMap(([name, value]) => layout(`${name} = `, value, '', indent)),
      ...updates.flatMap(({ attribute: state, value }) =>
        layout('', call(`${state}.assign`, [value]), '', indent),
      ),
    ];
  };
  return [
    ...(isMasked ? ['        mask = y_pred._keras_mask'] : []),
    castLine('y_true', wanted.dtype),
    castLine('y_pred', given.dtype),
    '        if sample_weight is None:',
    ...update(false, '            '),
    '        else:',
    ...castIndented('sample_weight'),
    ...update(true, '            '),
  ];
}

function castIndented(name: string): readonly string[] {
  return [`    ${castLine(name, 'float32')}`];
}

/** Keras sets states to zero for a new epoch: others start from what they are. */
function resetLines(
  states: readonly { readonly name: string; readonly shape: readonly number[]; readonly initial: number }[],
  attribute: ReadonlyMap<string, string>,
): readonly string[] {
  if (states.every(({ initial }) => initial === 0)) return [];
  return [
    '',
    '    def reset_state(self):',
    ...states.flatMap(({ name, shape, initial }) => {
      const sizes = shape.length === 0 ? '()' : flat(tuple(shape.map(String)));
      const value = call('ops.full', [sizes, numberText(initial, true)]);
      return layout('', call(`${attribute.get(name)!}.assign`, [value]), '', '        ');
    }),
  ];
}

/** What the class of a component derives from. */
export function componentBase(value: ComponentValue, defaults: OwnBase['defaults']): OwnBase {
  const { category, name, declaration } = value;
  const doc = declaration.summary;
  switch (category) {
    case 'loss':
      return { base: 'keras.losses.Loss', doc, defaults, takesMore: true, hasConfig: true };
    case 'metric': {
      const passed = [`name=${stringText(name)}`];
      return { base: 'keras.metrics.Metric', doc, defaults, passed, takesMore: true, hasConfig: true };
    }
    case 'regularizer':
      return { base: 'keras.regularizers.Regularizer', doc, defaults, takesMore: false, hasConfig: false };
    case 'constraint':
      return { base: 'keras.constraints.Constraint', doc, defaults, takesMore: false, hasConfig: false };
    default:
      return {
        base: 'keras.optimizers.schedules.LearningRateSchedule',
        doc,
        defaults,
        takesMore: false,
        hasConfig: false,
      };
  }
}
