import { computeFans } from '../../../components/initializers/fans.ts';
import { truncatedDeviation } from '../../../components/initializers/truncated-normal.ts';
import type { WeightSpecification } from '../../../declarations/define-layer.ts';
import { isComponent, type ComponentValue } from '../../../declarations/values.ts';
import { call, joined, list, number, numberText, type PythonExpression } from '../../python/expressions.ts';
import type { Statement } from '../../python/statements.ts';
import { madeStatement } from './place.ts';

/**
 * Statements that give a parameter the values from which training starts: PyTorch's own functions, with the limits that
 * Keras has.
 * @param target the expression of the parameter
 * @param isPlain true for matrices of which PyTorch counts the ways in and out as Keras does
 */
export function initializerStatements(
  { initializer, shape }: WeightSpecification,
  target: string,
  isPlain: boolean,
): readonly Statement[] {
  return expressionsOf(initializer, shape, target, isPlain).map((each) => madeStatement(undefined, each));
}

/** Scale, mode and distribution of the initializers that Keras has names for. */
const scaled: Readonly<Record<string, readonly [scale: number, mode: string, distribution: string]>> = {
  GlorotUniform: [1, 'fan_avg', 'uniform'],
  GlorotNormal: [1, 'fan_avg', 'truncated_normal'],
  HeUniform: [2, 'fan_in', 'uniform'],
  HeNormal: [2, 'fan_in', 'truncated_normal'],
  LecunUniform: [1, 'fan_in', 'uniform'],
  LecunNormal: [1, 'fan_in', 'truncated_normal'],
};

function expressionsOf(
  initializer: ComponentValue<'initializer'>,
  shape: readonly number[],
  target: string,
  isPlain: boolean,
): readonly PythonExpression[] {
  const { name, args } = initializer;
  const given = (key: string, name = key): PythonExpression =>
    number(args[key] as number, numberText(args[key] as number, true), name);
  const init = (function_: string, ...items: readonly PythonExpression[]): readonly PythonExpression[] => [
    call(`nn.init.${function_}`, [target, ...items]),
  ];
  switch (name) {
    case 'Zeros':
      return init('zeros_');
    case 'Ones':
      return init('ones_');
    case 'Constant':
      if (typeof args.value !== 'number') break;
      return init('constant_', given('value'));
    case 'RandomUniform':
      return init('uniform_', given('minval', 'limit'), given('maxval', 'limit'));
    case 'RandomNormal':
      return init('normal_', given('mean'), given('stddev', 'std'));
    case 'TruncatedNormal':
      return [truncated(target, args.mean as number, args.stddev as number)];
    case 'Orthogonal':
      return init('orthogonal_', ...(args.gain === 1 ? [] : [given('gain')]));
    case 'Identity':
      if (args.gain !== 1) break;
      return init('eye_');
    case 'ForgetGateOnes': {
      const units = shape[0]! / 4;
      const others = args.others;
      if (!isComponent(others, 'initializer')) break;
      return [
        ...expressionsOf(others, shape, target, isPlain),
        call('nn.init.ones_', [joined(`${target}[`, number(units), ':', number(2 * units), ']')]),
      ];
    }
    case 'VarianceScaling':
      return [
        scale(
          target,
          shape,
          initializer,
          [args.scale as number, args.mode as string, args.distribution as string],
          isPlain,
        ),
      ];
    default: {
      const known = scaled[name];
      if (known) return [scale(target, shape, initializer, known, isPlain)];
    }
  }
  return givenValues(initializer, shape, target);
}

function truncated(target: string, mean: number, deviation: number): PythonExpression {
  const limit = short(2 * deviation, 'limit');
  const [low, high] =
    mean === 0
      ? [joined('-', limit), limit]
      : [short(mean - 2 * deviation, 'a'), short(mean + 2 * deviation, 'b')];
  return call('nn.init.trunc_normal_', [target, short(mean, 'mean'), short(deviation, 'std'), low, high]);
}

function scale(
  target: string,
  shape: readonly number[],
  { args }: ComponentValue<'initializer'>,
  [factor, mode, distribution]: readonly [number, string, string],
  isPlain: boolean,
): PythonExpression {
  const ownAxes = [args.input_axes ?? null, args.output_axes ?? null];
  if (
    factor === 1 &&
    mode === 'fan_avg' &&
    distribution === 'uniform' &&
    isPlain &&
    ownAxes.every((each) => each === null)
  )
    return call('nn.init.xavier_uniform_', [target]);
  const [inputAxes, outputAxes] = ownAxes as (readonly number[] | null)[];
  const { fanIn, fanOut } = computeFans(shape, inputAxes, outputAxes);
  const fan = mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
  const variance = factor / Math.max(1, fan);
  if (distribution === 'uniform') {
    const limit = short(Math.sqrt(3 * variance), 'limit');
    return call('nn.init.uniform_', [target, joined('-', limit), limit]);
  }
  const deviation = Math.sqrt(variance);
  if (distribution === 'untruncated_normal')
    return call('nn.init.normal_', [target, short(0, 'mean'), short(deviation, 'std')]);
  return truncated(target, 0, deviation / truncatedDeviation);
}

function short(value: number, name: string): PythonExpression {
  return number(value, shortNumber(value), name);
}

function shortNumber(value: number): string {
  return numberText(Number(value.toPrecision(7)), true);
}

/** Values that nothing draws: what the initializer gives stands in the text, where no parameter takes its place. */
function givenValues(
  { declaration, args }: ComponentValue<'initializer'>,
  shape: readonly number[],
  target: string,
): readonly PythonExpression[] {
  const values = declaration.sample(shape, args, { uniform: () => 0.5, normal: () => 0 });
  const made = call('torch.tensor', [list([...values].map(shortNumber))]);
  const shaped = shape.length === 1 ? made : call(joined(made, '.reshape'), shape.map(String));
  return [call(`${target}.data.copy_`, [shaped])];
}
