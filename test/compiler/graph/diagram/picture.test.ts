import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, type ModelGraph } from '../../../../compiler/index.ts';
import { createNodeHost } from '../../../../runtime/node-host.ts';
import { createDiagram } from '../../../../compiler/graph/diagram/create-diagram.ts';
import type { Diagram } from '../../../../compiler/graph/diagram/diagram.ts';
import { foldDiagram } from '../../../../compiler/graph/diagram/fold-diagram.ts';
import { placeTitles, titleStrip } from '../../../../compiler/graph/diagram/formats/group-titles.ts';
import { layOut } from '../../../../compiler/graph/diagram/formats/layout.ts';
import { diagramToSvg } from '../../../../compiler/graph/diagram/formats/svg.ts';
import { palette, stylesOf } from '../../../../compiler/graph/diagram/palette.ts';
import { allLayers } from '../../../../compiler/layers/registry.ts';
import { graphOf } from '../../harness.ts';

const folder = resolve('examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.kmodel'));
const graphsOf = (name: string): readonly ModelGraph[] =>
  check(`${folder}/${name}`, createNodeHost()).models.flatMap(({ graph }) => graph ?? []);

/** Inputs, heads and layers of one height, by name, from left to right. */
function rowOf(diagram: Diagram, some: readonly string[]): readonly string[] {
  const { boxes } = layOut(diagram);
  const row = diagram.nodes.filter(({ id, title }) => some.includes(title) || some.includes(id));
  return row.sort((a, b) => boxes.get(a.id)!.x - boxes.get(b.id)!.x).map(({ title }) => title);
}

describe('from left to right, boxes stand in the order of the text:', () => {
  it('inputs, and heads', () => {
    const [graph] = graphsOf('ticket-difficulty.kmodel');
    const diagram = foldDiagram(createDiagram(graph!));
    expect(rowOf(diagram, ['title', 'body', 'tags'])).toEqual(['title', 'body', 'tags']);
    const heads = ['priority', 'department', 'difficulty'];
    expect(rowOf(diagram, heads)).toEqual(heads);
  });

  it.each([2, 3, 4, 5, 6])('%i branches', (count) => {
    const names = Array.from({ length: count }, (_, index) => `head${index}`);
    const heads = names.map((name, index) => `  head ${name} = x -> Dense(${index + 2}) -> ReLU()`);
    const graph = graphOf(`model M {\n  input x: float32[4]\n${heads.join('\n')}\n}`);
    expect(rowOf(foldDiagram(createDiagram(graph)), names)).toEqual(names);
  });
});

describe.each(examples)('%s', (name) => {
  it('has no arrow through the title of a frame, but behind its plate', () => {
    for (const graph of graphsOf(name)) {
      const diagram = foldDiagram(createDiagram(graph));
      const layout = layOut(diagram);
      for (const [group, title] of placeTitles(diagram, layout)) {
        const crossing = layout.routes.filter(({ points }) =>
          points.some(
            ({ x, y }) => Math.abs(y - title.y) < titleStrip / 2 && x > title.x && x < title.x + title.width,
          ),
        );
        if (!title.isCrossed) expect(crossing, group).toEqual([]);
      }
    }
  });

  it('has a legend for each of its colours', () => {
    for (const graph of graphsOf(name)) {
      const diagram = foldDiagram(createDiagram(graph));
      const svg = diagramToSvg(diagram);
      for (const style of stylesOf(diagram.nodes)) {
        // Once in the style sheet, once in the legend, and at least one box.
        expect(svg.split(`class="${style}"`).length - 1, style).toBeGreaterThanOrEqual(2);
      }
    }
  });
});

it('every family of layers has a colour of its own', () => {
  const strokes = Object.values(palette).map(({ stroke }) => stroke);
  expect(new Set(strokes).size).toBe(strokes.length);
  for (const { family } of allLayers()) expect(palette[family]).toBeDefined();
});

it('what the text says cannot break out of the picture', () => {
  const graph = graphOf(
    'model M {\n  input x: float32[2]\n  head y = x -> EinsumDense("ab,bc->ac", output_shape: 3) -> Dense(1)\n}',
  );
  expect(diagramToSvg(createDiagram(graph))).toContain('ab,bc-&gt;ac');
});
