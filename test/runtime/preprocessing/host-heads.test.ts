import { describe, expect, it } from 'vitest';
import { modelOf } from '../own/support.ts';

describe('a result that is made before the graph', () => {
  it('is predicted as a head', async () => {
    const model = await modelOf(
      'model M {\n  input x: string[3]\n  head y = x -> StringLookup(vocabulary: ["a", "b"])\n}\n',
    );
    const { y } = await model.predict({ x: [['b', 'a', 'c']] });
    expect([...(y!.data as Int32Array)]).toEqual([2, 1, 0]);
  });

  it('is predicted by the name of its layer, beside what comes of it', async () => {
    const model = await modelOf(`model M {
  input x: int32[2]
  branch places = x -> IntegerLookup(vocabulary: [7, 9], name: "look")
  head y = places -> Embedding(3, 2) -> Flatten()
}
`);
    const { look, places, y } = await model.predict({ x: [[9, 7]] }, { outputs: ['look', 'places', 'y'] });
    expect([...(look!.data as Int32Array)]).toEqual([2, 1]);
    expect([...(places!.data as Int32Array)]).toEqual([2, 1]);
    expect(y!.shape).toEqual([1, 4]);
  });
});
