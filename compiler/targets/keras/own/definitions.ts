import type { LayerDeclaration } from '../../../declarations/define-layer.ts';
import type { ComponentValue } from '../../../declarations/values.ts';
import type { LayerInstance, ModelGraph } from '../../../graph/model-graph.ts';
import { pascalCase } from '../../../names/pascal-case.ts';
import { createOps } from '../../../ops/builder.ts';
import { lowerModel } from '../../../steps/lower-model.ts';
import { modelFlow } from '../../op-code/flow.ts';
import { settledValue } from '../../program/values.ts';
import { flat } from '../../python/expressions.ts';
import { layerConfig } from '../values.ts';
import { valueText, type MadeClass, type ValueContext } from '../module/values.ts';
import { Unwritable } from './body.ts';
import { classesOf, functionOf, type OwnBase, type OwnClass } from './class-text.ts';
import { activationLines, componentBase, componentUse } from './component-text.ts';
import { layerAttributes, layerUse, type LoweredGraph } from './layer-text.ts';
import { ownComponents, ownIn, type UsedComponent } from './own-components.ts';

/** Something that a text declares and Python cannot say, with the reason as the end of a sentence. */
export interface OwnMisfit {
  readonly what: string;
  readonly layer: LayerInstance | undefined;
  readonly reason: string;
}

/** What a text declares, as classes and functions that Keras can save and load. */
export interface OwnDefinitions {
  /** Those that the module brings along, each after those that it uses. */
  readonly texts: readonly (readonly string[])[];
  /** @param layer the layer's name, where it is written out */
  readonly layerClass: (declaration: LayerDeclaration, layer?: string) => MadeClass | undefined;
  readonly component: (value: ComponentValue) => MadeClass;
  /** The name of the class of each layer of the text. */
  readonly classOf: (layer: LayerInstance) => string | undefined;
  /** Whether every use of a declaration makes one and the same class, whatever block it stands in. */
  readonly isStructured: boolean;
  readonly problems: readonly OwnMisfit[];
}

/**
 * Writes what the text of a model declares and the model uses.
 * @param claim gives a name at the top of the module
 * @param ops asks for a function of `keras.ops`; gives what it is called
 */
export function ownDefinitions(
  graph: ModelGraph,
  claim: (wanted: string) => string,
  ops: ValueContext['ops'],
): OwnDefinitions {
  return new DefinitionWriter(graph, claim, ops).write();
}

class DefinitionWriter {
  private readonly graph: ModelGraph;
  private readonly claim: (wanted: string) => string;
  private readonly ops: ValueContext['ops'];
  private readonly texts: (readonly string[])[] = [];
  private readonly named = new Set<OwnClass>();
  private readonly components = new Map<string, OwnClass>();
  private readonly layers = new Map<string, OwnClass>();
  private readonly problems: OwnMisfit[] = [];

  constructor(graph: ModelGraph, claim: (wanted: string) => string, ops: ValueContext['ops']) {
    this.graph = graph;
    this.claim = claim;
    this.ops = ops;
  }

  write(): OwnDefinitions {
    const used = ownComponents(this.graph);
    for (const group of grouped(used, ({ value }) => value.declaration)) this.writeComponent(group);
    const own = this.graph.layers.filter(({ declaration }) => declaration.family === 'own');
    const groups = grouped(own, ({ declaration }) => declaration);
    if (own.length > 0) {
      const lowered = this.lowered();
      for (const group of groups) this.writeLayer(group, lowered);
    }
    const isPlain = groups.every(
      (group) => new Set(group.map((layer) => this.layers.get(layer.name))).size === 1,
    );
    return {
      texts: this.texts,
      layerClass: (declaration, name) => {
        const uses = own.filter((layer) => layer.declaration === declaration);
        const use = uses.find((layer) => layer.name === name) ?? uses[0];
        return use && this.layers.get(use.name);
      },
      component: (value) => this.components.get(keyOf(value))!,
      classOf: ({ name }) => this.layers.get(name)?.name,
      isStructured: isPlain && used.every(({ isArgument }) => !isArgument),
      problems: this.problems,
    };
  }

  private lowered(): LoweredGraph {
    const { graph } = this;
    const ops = createOps();
    const targets = graph.calls.flatMap(({ outputs }) => outputs);
    const lowered = lowerModel(ops, graph, {
      training: false,
      stepKey: () => ops.scalar(0, 'int32'),
      targets,
    });
    return { graph, lowered, flow: modelFlow(graph, lowered) };
  }

  private writeComponent(group: readonly UsedComponent[]): void {
    const [{ value: first }] = group as readonly [UsedComponent];
    this.guarded(`the ${first.category} \`${first.name}\``, undefined, () => {
      const made =
        first.category === 'activation'
          ? functionsOf(group, this.ops)
          : classesOf(
              group.map(({ value, use }) => componentUse(value, use, this.ops)),
              componentBase(first, this.valueTexts(first.declaration.arguments)),
            );
      group.forEach(({ value }, index) => this.components.set(keyOf(value), made[index]!));
      this.name(made, first.category === 'activation' ? first.name : pascalCase(first.name));
    });
  }

  private writeLayer(group: readonly LayerInstance[], lowered: LoweredGraph): void {
    const [first] = group as readonly [LayerInstance];
    this.guarded(`the layer \`${first.class}\``, first, () => {
      const base: OwnBase = {
        base: 'layers.Layer',
        doc: first.declaration.summary,
        declared: first.declaration.arguments,
        valueText: this.valueTexts(first.declaration.arguments),
        attributes: layerAttributes,
        config: layerConfig,
        takesMore: true,
        isInFiles: true,
        hasConfig: true,
      };
      const made = classesOf(
        group.map((layer) => layerUse(lowered, layer, this.context())),
        base,
      );
      group.forEach((layer, index) => this.layers.set(layer.name, made[index]!));
      this.name(made, first.class);
    });
  }

  private guarded(what: string, layer: LayerInstance | undefined, write: () => void): void {
    try {
      write();
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      this.problems.push({ what, layer, reason: error.message });
    }
  }

  private name(made: readonly OwnClass[], wanted: string): void {
    const news = [...new Set(made)].filter((each) => !this.named.has(each));
    for (const each of news) {
      this.named.add(each);
      each.name = this.claim(wanted);
    }
    // One may name the others.
    for (const each of news) this.texts.push(each.lines(each.name));
  }

  private valueTexts(declared: LayerDeclaration['arguments']): OwnBase['valueText'] {
    return (value, name) => {
      const isKnown = ownIn(value).every((each) => this.components.has(keyOf(each)));
      if (!isKnown) return undefined;
      return flat(valueText(settledValue(value, declared[name]!.type), this.context()));
    };
  }

  private context(): ValueContext {
    return {
      name: (variable) => variable.name,
      useMath: () => undefined,
      ops: this.ops,
      layerClass: ({ name }) => ({ name: `layers.${name}` }),
      ownComponent: (value) => this.components.get(keyOf(value))!,
    };
  }
}

/** Activations as functions, equal ones once. */
function functionsOf(group: readonly UsedComponent[], ops: ValueContext['ops']): readonly OwnClass[] {
  const known = new Map<string, OwnClass>();
  return group.map(({ value, use }) => {
    if (use.of !== 'activation') throw new Error(`${value.name} is used as no activation.`);
    const lines = activationLines(value as ComponentValue<'activation'>, use.type, ops);
    const key = lines('').join('\n');
    const made = known.get(key) ?? functionOf(lines);
    known.set(key, made);
    return made;
  });
}

function grouped<T>(items: readonly T[], by: (item: T) => unknown): readonly (readonly T[])[] {
  const groups = new Map<unknown, T[]>();
  for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
  return [...groups.values()];
}

/** Objects are the same where declaration and arguments are. */
function keyOf({ category, name, args }: ComponentValue): string {
  return JSON.stringify([category, name, args]);
}
