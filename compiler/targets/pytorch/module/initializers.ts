import { computeFans } from '../../../components/initializers/fans.ts';
import { truncatedDeviation } from '../../../components/initializers/truncated-normal.ts';
import type { WeightSpecification } from '../../../declarations/define-layer.ts';
import { isComponent, type ComponentValue } from '../../../declarations/values.ts';
import { numberText } from '../../python/layout.ts';

/**
 * Statements that give a parameter the values from which training starts: PyTorch's own functions, with the limits that
 * Keras has.
 * @param target the expression of the parameter
 * @param isPlain true for matrices of which PyTorch counts the ways in and out as Keras does
 */
export function initializerLines(
  { initializer, shape }: WeightSpecification,
  target: string,
  isPlain: boolean,
): readonly string[] {
  return linesOf(initializer, shape, target, isPlain);
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

function linesOf(
  initializer: ComponentValue<'initializer'>,
  shape: readonly number[],
  target: string,
  isPlain: boolean,
): readonly string[] {
  const { name, args } = initializer;
  const number = (key: string): string => numberText(args[key] as number, true);
  switch (name) {
    case 'Zeros':
      return [`nn.init.zeros_(${target})`];
    case 'Ones':
      return [`nn.init.ones_(${target})`];
    case 'Constant':
      if (typeof args.value !== 'number') break;
      return [`nn.init.constant_(${target}, ${number('value')})`];
    case 'RandomUniform':
      return [`nn.init.uniform_(${target}, ${number('minval')}, ${number('maxval')})`];
    case 'RandomNormal':
      return [`nn.init.normal_(${target}, ${number('mean')}, ${number('stddev')})`];
    case 'TruncatedNormal':
      return [truncated(target, args.mean as number, args.stddev as number)];
    case 'Orthogonal':
      return [`nn.init.orthogonal_(${target}${args.gain === 1 ? '' : `, ${number('gain')}`})`];
    case 'Identity':
      if (args.gain !== 1) break;
      return [`nn.init.eye_(${target})`];
    case 'ForgetGateOnes': {
      const units = shape[0]! / 4;
      const others = args.others;
      if (!isComponent(others, 'initializer')) break;
      return [...linesOf(others, shape, target, isPlain), `nn.init.ones_(${target}[${units}:${2 * units}])`];
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
  return givenLines(initializer, shape, target);
}

function truncated(target: string, mean: number, deviation: number): string {
  const limits = [mean, deviation, mean - 2 * deviation, mean + 2 * deviation].map((each) =>
    shortNumber(each),
  );
  return `nn.init.trunc_normal_(${target}, ${limits.join(', ')})`;
}

function scale(
  target: string,
  shape: readonly number[],
  { args }: ComponentValue<'initializer'>,
  [factor, mode, distribution]: readonly [number, string, string],
  isPlain: boolean,
): string {
  const ownAxes = [args.input_axes ?? null, args.output_axes ?? null];
  if (
    factor === 1 &&
    mode === 'fan_avg' &&
    distribution === 'uniform' &&
    isPlain &&
    ownAxes.every((each) => each === null)
  )
    return `nn.init.xavier_uniform_(${target})`;
  const [inputAxes, outputAxes] = ownAxes as (readonly number[] | null)[];
  const { fanIn, fanOut } = computeFans(shape, inputAxes, outputAxes);
  const fan = mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
  const variance = factor / Math.max(1, fan);
  if (distribution === 'uniform') {
    const limit = shortNumber(Math.sqrt(3 * variance));
    return `nn.init.uniform_(${target}, -${limit}, ${limit})`;
  }
  const deviation = Math.sqrt(variance);
  if (distribution === 'untruncated_normal')
    return `nn.init.normal_(${target}, 0.0, ${shortNumber(deviation)})`;
  return truncated(target, 0, deviation / truncatedDeviation);
}

function shortNumber(value: number): string {
  return numberText(Number(value.toPrecision(7)), true);
}

/** Values that nothing draws: what the initializer gives stands in the text. */
function givenLines(
  { declaration, args }: ComponentValue<'initializer'>,
  shape: readonly number[],
  target: string,
): readonly string[] {
  const values = declaration.sample(shape, args, { uniform: () => 0.5, normal: () => 0 });
  const text = [...values].map((value) => shortNumber(value)).join(', ');
  const shaped = shape.length === 1 ? '' : `.reshape(${shape.join(', ')})`;
  return [`${target}.data.copy_(torch.tensor([${text}])${shaped})`];
}
