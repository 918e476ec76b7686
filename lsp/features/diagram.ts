import type { Position } from 'vscode-languageserver';
import { createDiagram } from '../../compiler/graph/diagram/create-diagram.ts';
import type { DiagramNode as Box } from '../../compiler/graph/diagram/diagram.ts';
import { foldDiagram } from '../../compiler/graph/diagram/fold-diagram.ts';
import type { ModelGraph, Place } from '../../compiler/index.ts';
import type { Diagram, DiagramNode } from '../protocol.ts';
import { partsOf } from '../service.ts';
import { locationOf, spotAt, type Session } from '../session.ts';

/** The diagram of the model around a position, with where each box stands in the text. */
export async function diagram(
  session: Session,
  path: string,
  position: Position | undefined,
): Promise<Diagram | null> {
  const view = session.service.view(path);
  if (!view) return null;
  const here = position && spotAt(session, path, position)?.part;
  const models = partsOf(view).filter(({ declaration }) => declaration.kind === 'Model');
  const part = here?.declaration.kind === 'Model' ? here : models[0];
  const graph = part?.state?.model?.graph;
  if (!graph) return null;
  const drawing = foldDiagram(createDiagram(graph));
  const nodes = drawing.nodes.flatMap((box) => nodeOf(session, graph, box));
  const version = session.service.documents.get(path)?.version ?? null;
  // The layout library loads when the first diagram is asked for.
  const { diagramToSvg } = await import('../../compiler/graph/diagram/formats/svg.ts');
  return {
    model: graph.name,
    version,
    svg: diagramToSvg(drawing),
    nodes,
  };
}

function nodeOf(session: Session, graph: ModelGraph, { id }: Box): readonly DiagramNode[] {
  const place = placeOf(graph, id);
  const location = place && locationOf(session, place);
  return location ? [{ id, uri: location.uri, range: location.range }] : [];
}

function placeOf(graph: ModelGraph, id: string): Place | undefined {
  const separator = id.indexOf(':');
  const name = id.slice(separator + 1);
  const named = (each: { readonly name: string }): boolean => each.name === name;
  switch (id.slice(0, separator)) {
    case 'input':
      return graph.inputs.find(named)?.place;
    case 'head':
      return graph.heads.find(named)?.place;
    case 'group':
      return graph.layers.flatMap(({ path }) => path).find(named)?.place;
    default:
      return graph.layers.find(named)?.place;
  }
}
