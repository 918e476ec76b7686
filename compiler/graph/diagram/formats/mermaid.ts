import { contentsOfGroups, type Diagram, type DiagramGroup, type DiagramNode } from '../diagram.ts';
import { boxStyle, palette, stylesOf, type BoxStyle } from '../palette.ts';
import { boxLines } from './box-lines.ts';

/** The diagram as a Mermaid flowchart, as Markdown pages show it. */
export function diagramToMermaid(diagram: Diagram): string {
  const ids = new Map([...diagram.nodes, ...diagram.groups].map(({ id }, index) => [id, `n${index}`]));
  const lines = ['flowchart TB'];
  const contents = contentsOfGroups(diagram);
  const writeGroup = (group: DiagramGroup | undefined, indent: string): void => {
    for (const node of contents(group?.id).nodes) {
      lines.push(`${indent}${ids.get(node.id)}${boxed(node)}:::${styleClass(boxStyle(node))}`);
    }
    for (const inner of contents(group?.id).groups) {
      lines.push(`${indent}subgraph ${ids.get(inner.id)}[${quoted(inner.title)}]`);
      writeGroup(inner, `${indent}  `);
      lines.push(`${indent}end`);
    }
  };
  writeGroup(undefined, '  ');
  for (const { from, to, label } of diagram.edges)
    lines.push(`  ${ids.get(from)} -->|${quoted(label)}| ${ids.get(to)}`);
  for (const style of stylesOf(diagram.nodes)) {
    const { fill, stroke } = palette[style];
    lines.push(`  classDef ${styleClass(style)} fill:${fill},stroke:${stroke},color:#111827`);
  }
  return lines.join('\n') + '\n';
}

function boxed(node: DiagramNode): string {
  const text = quoted(boxLines(node).join('<br/>'));
  if (node.kind === 'input' || node.kind === 'head') return `([${text}])`;
  return node.shared ? `[[${text}]]` : `[${text}]`;
}

/** Mermaid has no escapes in quotes, only HTML entities. */
function quoted(text: string): string {
  return `"${text.replaceAll('"', '#quot;')}"`;
}

/** `function` and the like are words of Mermaid. */
function styleClass(style: BoxStyle): string {
  return `kind_${style}`;
}
