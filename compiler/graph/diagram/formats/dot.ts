import { contentsOfGroups, type Diagram, type DiagramGroup } from '../diagram.ts';
import { boxStyle, palette } from '../palette.ts';
import { boxLines } from './box-lines.ts';

/** The diagram in Graphviz's DOT language. */
export function diagramToDot(diagram: Diagram): string {
  const lines = [
    `digraph ${quoted(diagram.model)} {`,
    '  rankdir=TB; node [shape=box, style="rounded,filled", fontname="sans-serif"];',
  ];
  const contents = contentsOfGroups(diagram);
  const writeGroup = (group: DiagramGroup | undefined, indent: string): void => {
    for (const node of contents(group?.id).nodes) {
      const attributes = [`label=${quoted(boxLines(node).join('\n'))}`];
      if (node.kind === 'input' || node.kind === 'head') attributes.push('shape=ellipse');
      const { fill, stroke } = palette[boxStyle(node)];
      attributes.push(`fillcolor="${fill}"`, `color="${stroke}"`);
      if (node.shared) attributes.push('peripheries=2');
      lines.push(`${indent}${quoted(node.id)} [${attributes.join(', ')}];`);
    }
    for (const inner of contents(group?.id).groups) {
      lines.push(
        `${indent}subgraph ${quoted(`cluster ${inner.id}`)} {`,
        `${indent}  label=${quoted(inner.title)};`,
      );
      writeGroup(inner, `${indent}  `);
      lines.push(`${indent}}`);
    }
  };
  writeGroup(undefined, '  ');
  for (const { from, to, label } of diagram.edges)
    lines.push(`  ${quoted(from)} -> ${quoted(to)} [label=${quoted(label)}];`);
  return lines.join('\n') + '\n}\n';
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
