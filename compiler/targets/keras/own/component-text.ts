import { isComponent, type ComponentValue } from '../../../declarations/values.ts';
import { createOps } from '../../../ops/builder.ts';
import { expandComposites } from '../../../ops/expand-composites.ts';
import { GraphScope } from '../../../ops/scope.ts';
import type { OpGraph, Tensor } from '../../../ops/types.ts';
import type { Size } from '../../../shapes/size.ts';
import { batchSize, numericDType, type TensorType } from '../../../shapes/types.ts';
import { docstring } from '../../python/documentation.ts';
import {
  call,
  keyword,
  number,
  numberText,
  stringText,
  tuple,
  type PythonExpression,
} from '../../python/expressions.ts';
import { nameCode, type Code } from '../../python/ops/code.ts';
import { linesOf, statement, type Statement } from '../../python/statements.ts';
import { PythonScope } from '../../python/names.ts';
import { inOrder } from '../../python/updates.ts';
import { readVariable } from '../ops/emitters.ts';
import { bodyOf, Unwritable, type BodyOptions } from './body.ts';
import type { OwnBase } from './class-text.ts';
import { attributeNames, type OwnText, type OwnUse } from './use.ts';
import { betweenMethods, definition, inBody } from './method.ts';

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
  keepsNumbers = false,
): OpGraph {
  const ops = createOps(new GraphScope(undefined, { keepsNumbers }));
  const graph = ops.scope.build(build(ops).map(([name, tensor]) => ({ name, tensor })));
  return expandComposites(graph, new GraphScope(undefined, { keepsNumbers }));
}

/** What methods are written with. */
interface Writing {
  readonly ops: Ops;
  readonly keepsNumbers: boolean;
}

/** Asks for a function of `keras.ops`; gives what it is called. */
type Ops = BodyOptions['ops'];

/** Statements that compute one result and return it. */
function returning(
  graph: OpGraph,
  parameters: readonly string[],
  ops: Ops,
  indent?: string,
): readonly Statement[] {
  const { statements, outputs } = bodyOf(graph, {
    read: nameCode,
    ops,
    taken: ['self', ...parameters],
    indent: indent ?? '        ',
  });
  return [...statements, inBody('return ', outputs[0]!.expression, indent)];
}

/** The lines of a registered function for an activation. */
export function activationLines(
  value: ComponentValue<'activation'>,
  type: TensorType,
  ops: Ops,
): (name: string) => readonly string[] {
  const { dtype, shape } = batched(type);
  const graph = graphOf((builder) => {
    const x = builder.scope.input('x', dtype, shape);
    return [['result', value.declaration.lower(builder, x, value.args)]];
  });
  const body = linesOf(returning(graph, ['x'], ops, '    '));
  return (name) => [`def ${name}(x):`, ...docstring(value.declaration.summary, '    '), ...body];
}

/** A component of the text, but for activations, as the methods of a class. */
export function componentUse(value: ComponentValue, use: Use, ops: Ops): OwnUse {
  return {
    args: value.args,
    kind: JSON.stringify(use),
    text: ({ args, held, keepsNumbers = false }) => {
      if (held.size > 0) throw new Unwritable('it holds no objects');
      const changed = { ...value, args } as ComponentValue;
      return { build: [], ...parts(changed, use, { ops, keepsNumbers }) };
    },
  };
}

function parts(value: ComponentValue, use: Use, writing: Writing): Pick<OwnText, 'made' | 'methods'> {
  const { ops, keepsNumbers } = writing;
  if (isComponent(value, 'loss') && use.of === 'head')
    return { made: [], methods: lossMethod(value, use, writing) };
  if (isComponent(value, 'metric') && use.of === 'head') return metricParts(value, use, writing);
  if (use.of === 'weight' && (isComponent(value, 'regularizer') || isComponent(value, 'constraint'))) {
    const { declaration, args } = value;
    const graph = graphOf(
      (builder) => [
        ['result', declaration.lower(builder, builder.scope.input('w', 'float32', use.shape), args)],
      ],
      keepsNumbers,
    );
    // Keras hands on the variable of a weight, of which not all of its functions take the value.
    const read = inBody('w = ', call(ops('convert_to_tensor'), ['w']));
    return {
      made: [],
      methods: [definition('__call__', ['self', 'w']), read, ...returning(graph, ['w'], ops)],
    };
  }
  if (isComponent(value, 'schedule') && use.of === 'step') {
    const graph = graphOf(
      (builder) => [
        ['result', value.declaration.lower(builder, builder.scope.input('step', 'float32', []), value.args)],
      ],
      keepsNumbers,
    );
    return {
      made: [],
      methods: [
        definition('__call__', ['self', 'step']),
        cast('step', 'float32', ops),
        ...returning(graph, ['step'], ops),
      ],
    };
  }
  throw new Error(`A ${value.category} is not used there.`);
}

/** Targets come as Keras has them: floats to losses, as they are to metrics. */
function cast(name: string, dtype: Tensor['dtype'], ops: Ops, indent?: string): Statement {
  return inBody(`${name} = `, call(ops('cast'), [name, stringText(dtype)]), indent);
}

function lossMethod(
  { declaration, args }: ComponentValue<'loss'>,
  { type, target }: Extract<Use, { of: 'head' }>,
  { ops, keepsNumbers }: Writing,
): readonly Statement[] {
  const [wanted, given] = [batched(target), batched(type)];
  const graph = graphOf((builder) => {
    const yTrue = builder.scope.input('y_true', wanted.dtype, wanted.shape);
    const yPred = builder.scope.input('y_pred', given.dtype, given.shape);
    return [['result', declaration.lower(builder, { yTrue, yPred, args })]];
  }, keepsNumbers);
  return [
    definition('call', ['self', 'y_true', 'y_pred']),
    ...(wanted.dtype === 'float32' ? [] : [cast('y_true', wanted.dtype, ops)]),
    ...returning(graph, ['y_true', 'y_pred'], ops),
  ];
}

/** Attributes of Keras's metrics, which states must not hide. */
const metricAttributes = (
  'add_variable add_weight dtype from_config get_config name reset_state result stateless_reset_state ' +
  'stateless_result stateless_update_state update_state variables'
).split(' ');

/** Attributes of Keras's losses. */
const lossAttributes = ['call', 'dtype', 'from_config', 'get_config', 'name', 'reduction'];

/** The states of a metric: numbers that it keeps over an epoch. */
type States = readonly {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: number;
}[];

function metricParts(
  { declaration, args }: ComponentValue<'metric'>,
  use: Extract<Use, { of: 'head' }>,
  { ops, keepsNumbers }: Writing,
): Pick<OwnText, 'made' | 'methods'> {
  const states: States = declaration.state(use.type, args);
  const taken = attributeNames(Object.keys(args), metricAttributes).values();
  const scope = new PythonScope(undefined, [...metricAttributes, ...taken]);
  // A state of one number alone bears the name of what it counts.
  const names = new Map(states.map(({ name }) => [name, scope.claim(name.split('/').at(-1)!)]));
  const made = states.map(({ name, shape, initial }) =>
    inBody(
      `self.${names.get(name)!} = `,
      call('self.add_variable', [
        keyword('shape', sizes(shape)),
        keyword(
          'initializer',
          initial === 0 ? '"zeros"' : call('keras.initializers.Constant', [float(initial)]),
        ),
        keyword('name', stringText(names.get(name)!)),
      ]),
    ),
  );
  const read = (name: string): Code => {
    const known = names.get(name);
    return known === undefined ? nameCode(name) : { ...nameCode(`self.${known}`), isVariable: true };
  };
  const result = graphOf((builder) => {
    const kept = states.map(({ name, shape }) => builder.scope.input(name, 'float32', shape));
    return [['result', declaration.result(builder, kept, args, use.type)]];
  }, keepsNumbers);
  const shown = bodyOf(result, { read, ops, taken: ['self'], indent: '        ' });
  return {
    made,
    methods: [
      definition('update_state', ['self', 'y_true', 'y_pred', 'sample_weight=None']),
      ...updateStatements({ declaration, args }, use, names, { read, ops, keepsNumbers }),
      betweenMethods,
      definition('result', ['self']),
      ...shown.statements,
      inBody('return ', readVariable(shown.outputs[0]!, { ops })),
      ...resetStatements(states, names, ops),
    ],
  };
}

function sizes(shape: readonly number[]): PythonExpression {
  return tuple(shape.map((size) => number(size)));
}

function float(value: number): PythonExpression {
  return number(value, numberText(value, true));
}

type MetricUse = Pick<ComponentValue<'metric'>, 'declaration' | 'args'>;

function updateStatements(
  { declaration, args }: MetricUse,
  { type, target, isMasked }: Extract<Use, { of: 'head' }>,
  names: ReadonlyMap<string, string>,
  { read, ops, keepsNumbers }: Pick<BodyOptions, 'read'> & Writing,
): readonly Statement[] {
  const states = declaration.state(type, args);
  const [wanted, given] = [batched(target), batched(type)];
  const update = (hasWeights: boolean, indent: string): readonly Statement[] => {
    const graph = graphOf((builder) => {
      const mask = isMasked
        ? builder.scope.input('mask', 'bool', given.shape.slice(0, Math.max(1, given.shape.length - 1)))
        : undefined;
      const updated = declaration.update(builder, {
        state: states.map(({ name, shape }) => builder.scope.input(name, 'float32', shape)),
        yTrue: builder.scope.input('y_true', wanted.dtype, wanted.shape),
        yPred: builder.scope.input('y_pred', given.dtype, given.shape),
        weights: hasWeights ? builder.scope.input('sample_weight', 'float32', [batchSize]) : undefined,
        mask,
        args,
      });
      return updated.map((tensor, index) => [states[index]!.name, tensor] as const);
    }, keepsNumbers);
    const { statements, outputs, reads } = bodyOf(graph, {
      read,
      ops,
      taken: ['self', 'y_true', 'y_pred', 'sample_weight', 'mask'],
      indent,
    });
    const { before, updates } = inOrder(
      states.map(({ name }, index) => ({
        input: name,
        attribute: `self.${names.get(name)!}`,
        value: outputs[index]!,
        reads: reads[index]!,
      })),
      [],
    );
    return [
      ...statements,
      ...before.map(([name, { expression }]) => inBody(`${name} = `, expression, indent)),
      ...updates.map(({ attribute, value }) =>
        inBody('', call(`${attribute}.assign`, [value.expression]), indent),
      ),
    ];
  };
  const deeper = '            ';
  return [
    ...(isMasked ? [inBody('mask = ', 'y_pred._keras_mask')] : []),
    cast('y_true', wanted.dtype, ops),
    cast('y_pred', given.dtype, ops),
    statement('if ', 'sample_weight is None', ':', '        '),
    ...update(false, deeper),
    statement('else', '', ':', '        '),
    cast('sample_weight', 'float32', ops, deeper),
    ...update(true, deeper),
  ];
}

/** Keras sets states to zero for a new epoch: others start from what they are. */
function resetStatements(states: States, names: ReadonlyMap<string, string>, ops: Ops): readonly Statement[] {
  if (states.every(({ initial }) => initial === 0)) return [];
  return [
    betweenMethods,
    definition('reset_state', ['self']),
    ...states.map(({ name, shape, initial }) => {
      const value = call(ops('full'), [sizes(shape), float(initial)]);
      return inBody('', call(`self.${names.get(name)!}.assign`, [value]));
    }),
  ];
}

/** What the class of a component derives from. */
export function componentBase(value: ComponentValue, valueText: OwnBase['valueText']): OwnBase {
  const { category, name, declaration } = value;
  const common = { doc: declaration.summary, declared: declaration.arguments, valueText, isInFiles: false };
  switch (category) {
    case 'loss':
      return {
        ...common,
        base: 'keras.losses.Loss',
        attributes: lossAttributes,
        config: ['name', 'reduction', 'dtype'],
        takesMore: true,
        hasConfig: true,
      };
    case 'metric':
      return {
        ...common,
        base: 'keras.metrics.Metric',
        attributes: metricAttributes,
        config: ['name', 'dtype'],
        passed: [`name=${stringText(name)}`],
        takesMore: true,
        hasConfig: true,
      };
    default:
      return {
        ...common,
        base: otherBases[category as keyof typeof otherBases],
        attributes: ['from_config', 'get_config'],
        config: [],
        takesMore: false,
        hasConfig: false,
      };
  }
}

const otherBases = {
  regularizer: 'keras.regularizers.Regularizer',
  constraint: 'keras.constraints.Constraint',
  schedule: 'keras.optimizers.schedules.LearningRateSchedule',
} as const;
