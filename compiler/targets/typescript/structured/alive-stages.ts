import type { CallExpression, IfStage, Stage } from '../../../../grammar/ast.ts';
import { layersAt } from './layers.ts';
import type { Site } from './site.ts';
import { usedDefinition } from './uses.ts';

/** True where the model has a layer, or an empty use, of some of these stages; others were never expanded. */
export function isAlive(site: Site, stages: readonly Stage[]): boolean {
  return stages.some((stage) => {
    switch (stage.kind) {
      case 'Identifier':
        return true;
      case 'Call': {
        const used = usedDefinition(site, stage);
        return used
          ? site.context.instances.usedAt(used.name, policyName(site, stage))
          : layersAt(site, stage).length > 0;
      }
      case 'Repeat':
      case 'For':
        return isAlive(site, stage.body);
      case 'If':
        return isAlive(site, stage.then) || isAlive(site, otherStages(stage));
      case 'Missing':
        return false;
    }
  });
}

/** What stands behind `else`; nothing where there is none. */
export function otherStages({ else: other }: IfStage): readonly Stage[] {
  if (other === undefined) return [];
  return 'kind' in other ? [other] : other;
}

function policyName({ info }: Site, call: CallExpression): string {
  const policy = info.policies.get(call);
  if (!policy) return '';
  return policy.kind === 'counted' ? policy.base : policy.name;
}
