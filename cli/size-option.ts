import { UsageError } from './exit-codes.ts';

/**
 * The name and number in `T=100`, or in `x.0=100`, of an axis of an input that is `?`.
 * @throws UsageError for anything else
 */
export function sizeOf(text: string): [name: string, value: number] {
  const [, name, digits] = /^([A-Za-z_]\w*(?:\.\d+)?)=([1-9]\d*)$/.exec(text) ?? [];
  if (name === undefined) {
    throw new UsageError(
      `\`${text}\` gives no size variable a number.`,
      'Write, for example, `--size T=100`.',
    );
  }
  return [name, Number(digits)];
}
