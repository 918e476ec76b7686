import { declaredTypeText } from '../../shapes/types.ts';
import type { LayerInstance, ModelGraph, TensorIndex } from '../model-graph.ts';
import { parameterCount } from '../summary.ts';
import { argumentDetails, argumentLine } from './argument-text.ts';
import type { Diagram, DiagramEdge, DiagramGroup, DiagramNode } from './diagram.ts';
import { findTwins } from './twins.ts';

/**
 * The diagram of a model with every layer: a shared layer is one box that all its uses go through. `foldDiagram`
 * makes the one that is drawn.
 */
export function createDiagram(model: ModelGraph): Diagram {
  const groups = new Map<string, DiagramGroup>();
  const nodes = new Map<string, DiagramNode>();
  const edges = new Map<string, DiagramEdge>();
  const makers = new Map<TensorIndex, string>();
  const typeOf = (tensor: TensorIndex): string => declaredTypeText(model.tensors[tensor]!);
  const twins = findTwins(model);

  for (const input of model.inputs) {
    const id = `input:${input.name}`;
    const caption = typeOf(input.tensor);
    nodes.set(id, { id, kind: 'input', title: input.name, arguments: '', caption, shared: false });
    makers.set(input.tensor, id);
  }
  const connect = (tensor: TensorIndex, to: string): void => {
    const from = makers.get(tensor)!;
    edges.set(`${from} ${to} ${tensor}`, { from, to, label: typeOf(tensor), tensors: [tensor] });
  };
  for (const call of model.calls) {
    const layer = model.layers[call.layer]!;
    const id = layerId(layer);
    const takes = [...call.inputs, ...Object.values(call.tensorArguments).flat()];
    if (!nodes.has(id)) {
      nodes.set(id, {
        ...layerNode(layer, takes.map(typeOf), call.outputs.map(typeOf)),
        group: addGroups(groups, layer),
        ...twinsOf(twins.get(layer)),
      });
    }
    for (const tensor of takes) connect(tensor, id);
    for (const output of call.outputs) makers.set(output, id);
  }
  for (const head of model.heads) {
    const id = `head:${head.name}`;
    const loss = head.loss ? ` · ${head.loss.alias ?? head.loss.name}` : '';
    const caption = `${typeOf(head.tensor)}${loss}`;
    nodes.set(id, { id, kind: 'head', title: head.name, arguments: '', caption, shared: false });
    connect(head.tensor, id);
  }
  return {
    model: model.name,
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    groups: [...groups.values()],
  };
}

function twinsOf(twins: ReadonlyMap<number, LayerInstance> | undefined): Pick<DiagramNode, 'twins'> {
  if (!twins) return {};
  const entries = [...twins].map(([repeat, twin]) => [repeatId(repeat), layerId(twin)]);
  return { twins: Object.fromEntries(entries) as Record<string, string> };
}

function repeatId(repeat: number): string {
  return `repeat:${repeat}`;
}

function layerId({ name }: LayerInstance): string {
  return `layer:${name}`;
}

function layerNode(layer: LayerInstance, takes: readonly string[], gives: readonly string[]): DiagramNode {
  return {
    id: layerId(layer),
    kind: 'layer',
    title: layer.class,
    arguments: argumentLine(layer),
    caption: layerCaption(layer),
    family: layer.declaration.family,
    shared: layer.shared,
    params: parameterCount(layer),
    details: {
      summary: layer.declaration.summary,
      arguments: argumentDetails(layer),
      weights: layer.weights.map(({ name, shape, trainable }) => ({
        name,
        shape,
        trainable: trainable && layer.trainable,
      })),
      takes,
      gives,
    },
  };
}

/**
 * The groups around a layer, `repeat`s among them, outermost first.
 * @returns the id of the innermost
 */
function addGroups(groups: Map<string, DiagramGroup>, layer: LayerInstance): string | undefined {
  let parent: string | undefined;
  const enter = (group: Omit<DiagramGroup, 'parent'>): void => {
    if (!groups.has(group.id)) groups.set(group.id, { ...group, ...(parent && { parent }) });
    parent = group.id;
  };
  for (let depth = 0; depth <= layer.path.length; depth++) {
    for (const round of layer.rounds ?? []) {
      if (round.depth !== depth) continue;
      enter({ id: repeatId(round.repeat), kind: 'repeat', title: `repeat ×${round.count}`, of: 'repeat' });
    }
    const around = layer.path[depth];
    if (!around) break;
    const { name, of, kind } = around;
    const short = withinGroup(name, layer.path[depth - 1]?.name);
    enter({ id: `group:${name}`, kind, title: kind === 'shared' ? short : `${of} · ${short}`, of });
  }
  return parent;
}

function layerCaption(layer: LayerInstance): string {
  const parameters = parameterCount(layer);
  const notes = [withinGroup(layer.name, layer.path.at(-1)?.name)];
  if (parameters > 0)
    notes.push(`${parameters.toLocaleString('en-US')} params${layer.trainable ? '' : ', frozen'}`);
  return notes.join(' · ');
}

/** A name without the beginning that the group around it says already. */
function withinGroup(name: string, around: string | undefined): string {
  return around !== undefined && name.startsWith(`${around}_`) ? name.slice(around.length + 1) : name;
}
