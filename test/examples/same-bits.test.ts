import { describe, expect, it } from 'vitest';
import { examples } from '../../examples/data/index.ts';
import type { HostTensor } from '../../runtime/engines/engine.ts';
import { trainBriefly } from './train-briefly.ts';

/** The names of tensors whose bytes differ. */
function differing(
  one: Readonly<Record<string, HostTensor>>,
  other: Readonly<Record<string, HostTensor>>,
): readonly string[] {
  const bytes = ({ data }: HostTensor): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return Object.keys(one).filter((name) => !bytes(one[name]!).equals(bytes(other[name]!)));
}

describe('two equal runs at the default number of threads leave the same bits', () => {
  it.each(examples.map(({ name }) => name))(
    '%s',
    async (name) => {
      const first = await trainBriefly(name, 1);
      const second = await trainBriefly(name, 1);
      expect(second.history).toEqual(first.history);
      expect(differing(first.state, second.state)).toEqual([]);
    },
    180_000,
  );
});

describe('two equal runs leave the same bits, whatever number of threads both have', () => {
  it.each(
    ['mlp', 'digits', 'question-answering', 'transformer', 'inception'].flatMap((name) =>
      [1, 3].map((threads) => [name, threads] as const),
    ),
  )(
    '%s on %i threads',
    async (name, threads) => {
      const first = await trainBriefly(name, 1, threads);
      const second = await trainBriefly(name, 1, threads);
      expect(second.history).toEqual(first.history);
      expect(differing(first.state, second.state)).toEqual([]);
    },
    180_000,
  );
});
