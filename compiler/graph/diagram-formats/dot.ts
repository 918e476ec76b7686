import { contentsOfGroups, type Diagram, type DiagramGroup } from '../diagram.ts';

/** The diagram in Graphviz's DOT language. */
export function diagramToDot(diagram: Diagram): string {
  const lines = [
    `digraph ${quoted(diagram.model)} {`,
    '  rankdir=TB; node [shape=box, style=rounded, fontname="sans-serif"];',
  ];
  const contents = contentsOfGroups(diagram);
  const writeGroup = (group: DiagramGroup | undefined, indent: string): void => {
    for (const node of contents(group?.id).nodes) {
      const attributes = [`label=${quoted(`${node.title}\n${node.caption}`)}`];
      if (node.kind !== 'layer') attributes.push('shape=ellipse');
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
