import type { GroupName, LayerInstance } from '../../graph/model-graph.ts';
import type { DefinitionInfo } from './definition-info.ts';
import type { Instances } from './instances.ts';
import type { NamePolicy } from './name-policies.ts';
import { Unstructured } from './unstructured.ts';

/**
 * Holds the names that generated code will give against those of the graph.
 * @throws Unstructured where one differs
 */
export function verifyNames(infos: readonly DefinitionInfo[], instances: Instances): void {
  const policies = new Map<string, NamePolicy>();
  const groups = new Map<string, NamePolicy[]>();
  for (const { definition, policies: own, members, uses } of infos) {
    for (const [node, policy] of own) {
      for (const path of new Set([definition.module.path, ...members.map(({ module }) => module.path)])) {
        policies.set(`${node.span.start} ${node.span.end} ${path}`, policy);
      }
    }
    for (const { call, used } of uses) {
      const policy = own.get(call);
      if (policy) groups.set(used.name, [...(groups.get(used.name) ?? []), policy]);
    }
  }
  const seen = new Map<string, number>();
  for (const layer of instances.graph.layers) {
    verifyGroups(layer.path, groups);
    const { file, span } = layer.place;
    const policy = policies.get(`${span.start} ${span.end} ${file}`);
    // Operations inside expressions bear no weights: a program can do without their names.
    if (!policy && (layer.declaration.family === 'function' || layer.declaration.family === 'operator'))
      continue;
    if (!policy || expectedName(policy, layer, seen) !== layer.name) {
      throw new Unstructured(`the name of \`${layer.name}\``);
    }
  }
}

function expectedName(policy: NamePolicy, layer: LayerInstance, seen: Map<string, number>): string {
  const prefix = layer.path.filter(({ of }) => of !== 'shared').at(-1)?.name;
  const name = join(prefix, policy.kind === 'counted' ? policy.base : policy.name);
  if (policy.kind !== 'counted') return name;
  const count = seen.get(name) ?? 0;
  seen.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

function verifyGroups(
  path: readonly GroupName[],
  policies: ReadonlyMap<string, readonly NamePolicy[]>,
): void {
  let prefix: string | undefined;
  for (const { name, of } of path) {
    if (of === 'shared') continue;
    const fits = policies.get(of)?.some((policy) => {
      const wanted = join(prefix, policy.kind === 'counted' ? policy.base : policy.name);
      return name === wanted || (policy.kind === 'counted' && /^_\d+$/.test(name.slice(wanted.length)));
    });
    if (!fits) throw new Unstructured(`the name of \`${name}\``);
    prefix = name;
  }
}

function join(prefix: string | undefined, name: string): string {
  return prefix === undefined ? name : `${prefix}_${name}`;
}
