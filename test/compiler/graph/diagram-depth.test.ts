import { describe, expect, it } from 'vitest';
import { createDiagram } from '../../../compiler/graph/diagram/create-diagram.ts';
import { foldDiagram } from '../../../compiler/graph/diagram/fold-diagram.ts';
import { diagramToDot } from '../../../compiler/graph/diagram/formats/dot.ts';
import { layOut } from '../../../compiler/graph/diagram/formats/layout.ts';
import { diagramToMermaid } from '../../../compiler/graph/diagram/formats/mermaid.ts';
import { diagramToSvg } from '../../../compiler/graph/diagram/formats/svg.ts';
import { emitOnnx } from '../../../compiler/targets/onnx/emit.ts';
import { buildPredictStep, buildTrainStep } from '../../../compiler/steps/build-steps.ts';
import { renderSummary } from '../../../compiler/graph/summary-table.ts';
import { summarizeModel } from '../../../compiler/graph/summary.ts';
import { graphOf } from '../harness.ts';

const block = 'block R() {\n  input x\n  return (x -> ReLU()) + x\n}\n';
const model = (stages: string) =>
  `${block}model A {\n  input x: float32[2]\n  head y = x -> ${stages} -> Dense(1) { loss: mse }\n  train { optimizer: SGD() }\n}\n`;

describe('the deepest graph that kmodel expands', () => {
  const graph = graphOf(model('repeat 99_990 { ReLU() }'));

  it('is drawn in every format', () => {
    const diagram = createDiagram(graph);
    expect(diagram.nodes).toHaveLength(99_993);
    expect(foldDiagram(diagram).nodes).toHaveLength(4);
    expect(diagramToSvg(diagram).endsWith('</svg>\n')).toBe(true);
    expect(diagramToDot(diagram).includes('layer:y_re_lu_99989')).toBe(true);
    expect(diagramToMermaid(diagram).startsWith('flowchart TB\n')).toBe(true);
  });

  it('is summed up, and lowered to steps', () => {
    const style = { bold: (text: string) => text, dim: (text: string) => text };
    expect(renderSummary(summarizeModel(graph), { style, multiplyAdds: true })).toContain('y_re_lu_99989');
    expect(buildTrainStep(graph).graph.nodes.length).toBeGreaterThan(99_990);
    expect(emitOnnx(buildPredictStep(graph).graph, 'deep').length).toBeGreaterThan(99_990);
  });
});

it('many groups beside each other are drawn as fast as many layers', () => {
  const diagram = createDiagram(graphOf(model('repeat 30_000 { R() }')));
  const groups = 30_000 + 1;
  expect(diagram.groups).toHaveLength(groups);
  expect(diagramToDot(diagram).match(/subgraph/g)).toHaveLength(groups);
  expect(diagramToMermaid(diagram).match(/subgraph/g)).toHaveLength(groups);
});

describe('a large diagram in rows', () => {
  const branches = Array.from({ length: 600 }, (_, index) => `  branch b${index} = x -> Dense(2)\n`).join('');
  const names = Array.from({ length: 600 }, (_, index) => `b${index}`).join(', ');
  const text = `model A {\n  input x: float32[2]\n${branches}  head y = [${names}] -> Add() -> Dense(1) { loss: mse }\n}\n`;
  const diagram = createDiagram(graphOf(text));
  const { boxes, routes, width, height } = layOut(diagram);

  it('has every box within the picture, and none on another', () => {
    const all = [...boxes.values()];
    expect(all).toHaveLength(diagram.nodes.length);
    for (const { x, y, ...size } of all) {
      expect(x - size.width / 2).toBeGreaterThanOrEqual(0);
      expect(x + size.width / 2).toBeLessThanOrEqual(width);
      expect(y + size.height / 2).toBeLessThanOrEqual(height);
    }
    for (const y of new Set(all.map((box) => box.y))) {
      const row = all.filter((box) => box.y === y).sort((a, b) => a.x - b.x);
      row.slice(1).forEach((box, index) => {
        const left = row[index]!;
        expect(box.x - box.width / 2).toBeGreaterThan(left.x + left.width / 2);
      });
    }
  });

  it('has every edge from top to bottom', () => {
    expect(routes).toHaveLength(diagram.edges.length);
    for (const { points } of routes) expect(points.at(-1)!.y).toBeGreaterThan(points[0]!.y);
  });
});

it('a shared layer that feeds itself is laid out, too', () => {
  const graph = graphOf(
    'model A {\n  input x: float32[2]\n  shared s = Dense(2)\n  head y = x -> repeat 1_200 { ReLU() } -> s -> s -> Dense(1)\n}\n',
  );
  expect(diagramToSvg(createDiagram(graph))).toContain('</svg>');
});
