import { describe, expect, it } from 'vitest';
import { createDiagram } from '../../../../compiler/graph/diagram/create-diagram.ts';
import type { Diagram } from '../../../../compiler/graph/diagram/diagram.ts';
import { foldDiagram } from '../../../../compiler/graph/diagram/fold-diagram.ts';
import { graphOf } from '../../harness.ts';

/** Every arrow as `from > to`, with ids without their kind. */
const arrows = ({ edges }: Diagram): readonly string[] =>
  edges.map(({ from, to }) => `${from.slice(from.indexOf(':') + 1)} > ${to.slice(to.indexOf(':') + 1)}`);
const titles = ({ nodes }: Diagram): readonly string[] => nodes.map(({ title }) => title);
const groups = (diagram: Diagram): readonly string[] => diagram.groups.map(({ title }) => title);

const model = (members: string, before = '') =>
  createDiagram(graphOf(`${before}model M {\n  input x: float32[8]\n${members}\n}`));

describe('a `repeat`', () => {
  const diagram = model('  head y = x -> repeat 8 { Dense(8) -> ReLU() } -> Dense(1) { loss: mse }');

  it('is drawn once, with how often', () => {
    const folded = foldDiagram(diagram);
    expect(titles(folded)).toEqual(['x', 'Dense', 'ReLU', 'Dense', 'y']);
    expect(groups(folded)).toEqual(['repeat ×8']);
  });

  it('is entered at its first layer and left at its last, without arrows between rounds', () => {
    expect(arrows(foldDiagram(diagram))).toEqual([
      'x > y_dense',
      'y_dense > y_re_lu',
      'y_re_lu > y',
      'y > y',
    ]);
  });

  it('shows every round where it is not folded', () => {
    expect(foldDiagram(diagram, () => false).nodes).toHaveLength(1 + 16 + 1 + 1);
  });

  it('once is no repeat', () => {
    expect(groups(foldDiagram(model('  head y = x -> repeat 1 { ReLU() } -> Dense(1)')))).toEqual([]);
  });
});

describe('a `repeat` in a `repeat`', () => {
  const diagram = model('  head y = x -> repeat 2 { Dense(8) -> repeat 3 { ReLU() } } -> Dense(1)');

  it('is drawn once within the one drawn once', () => {
    const folded = foldDiagram(diagram);
    expect(titles(folded)).toEqual(['x', 'Dense', 'ReLU', 'Dense', 'y']);
    expect(folded.groups.map(({ title, parent }) => [title, parent])).toEqual([
      ['repeat ×2', undefined],
      ['repeat ×3', folded.groups[0]!.id],
    ]);
  });

  it('can be open while the outer one is folded', () => {
    const outer = foldDiagram(diagram).groups[0]!.id;
    expect(titles(foldDiagram(diagram, ({ id }) => id === outer))).toEqual([
      'x',
      'Dense',
      'ReLU',
      'ReLU',
      'ReLU',
      'Dense',
      'y',
    ]);
  });

  it('can be folded while the outer one is open', () => {
    const outer = foldDiagram(diagram).groups[0]!.id;
    expect(titles(foldDiagram(diagram, ({ id }) => id !== outer))).toEqual([
      'x',
      'Dense',
      'ReLU',
      'Dense',
      'ReLU',
      'Dense',
      'y',
    ]);
  });
});

it('a shared layer in a `repeat` is one box that is entered again', () => {
  const folded = foldDiagram(
    model('  shared s = Dense(8)\n  head y = x -> repeat 3 { s -> ReLU() } -> Dense(1)'),
  );
  expect(arrows(folded)).toEqual(['x > s', 's > y_re_lu', 'y_re_lu > s', 'y_re_lu > y', 'y > y']);
});

it('layers of a loop over different values are all drawn', () => {
  const folded = foldDiagram(model('  head y = x -> for n in [16, 8] { Dense(n) } -> Dense(1)'));
  expect(folded.nodes.map((node) => node.arguments)).toEqual(['', '16', '8', '1', '']);
});

const eye = `model Eye {
  input image: float32[8]
  head seen = image -> Dense(4) -> ReLU()
}
`;

describe('a model used as a layer', () => {
  const both =
    '  input z: float32[8]\n  shared eye = Eye()\n  head y = [x -> eye, z -> eye] -> Concatenate() -> Dense(1)';

  it('is one box, with its layers and parameters counted once', () => {
    const box = foldDiagram(model(both, eye)).nodes.find(({ kind }) => kind === 'group')!;
    expect(box).toMatchObject({ title: 'Eye', caption: 'eye · 2 layers · 36 params', shared: true });
  });

  it('says on its arrows how many tensors leave', () => {
    const { edges } = foldDiagram(model(both, eye));
    expect(edges.find(({ to }) => to.endsWith('concatenate'))!.label).toBe('float32[4] ×2');
  });

  it('takes a tensor once, however many of its layers read it', () => {
    const wide =
      'model Wide {\n  input a: float32[8]\n  head b = [a -> Dense(2), a -> Dense(2)] -> Add()\n}\n';
    const { edges } = foldDiagram(model('  head y = x -> Wide() -> Dense(1)', wide));
    expect(edges[0]).toMatchObject({ from: 'input:x', label: 'float32[8]' });
  });

  it('is drawn with its layers where it is not folded, one arrow for both passes', () => {
    const { edges } = foldDiagram(model(both, eye), () => false);
    expect(edges.filter(({ from }) => from.endsWith('dense')).map(({ label }) => label)).toEqual([
      'float32[4] ×2',
    ]);
  });
});

it('a block keeps its frame', () => {
  const block = 'block B() {\n  input x\n  return x -> Dense(2)\n}\n';
  const folded = foldDiagram(model('  head y = x -> B() -> Dense(1)', block));
  expect(groups(folded)).toEqual(['B · y_b']);
  expect(titles(folded)).toContain('Dense');
});
