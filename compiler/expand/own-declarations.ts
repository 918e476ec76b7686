import type { OwnDeclarations } from '../bind/context.ts';
import type { Definition } from '../bind/definitions.ts';
import { createCollector } from '../diagnostics/collector.ts';
import { checkOwnDeclaration } from './check-own.ts';
import type { LayerDeclaration } from '../declarations/define-layer.ts';
import { createOwnComponent } from './own-component.ts';
import { createOwnLayer } from './own-layer.ts';
import type { ExpansionContext } from './site.ts';

/**
 * The layers and components of a text, each made once.
 * @param contextOf a context in which nothing is reported; asked for when a text is expanded
 */
export function createOwnDeclarations(contextOf: () => ExpansionContext): OwnDeclarations {
  const layers = new Map<Definition, LayerDeclaration>();
  const components = new Map<Definition, ReturnType<OwnDeclarations['component']>>();
  const once = <K, V>(known: Map<K, V>, key: K, make: () => V): V => {
    const found = known.get(key) ?? make();
    known.set(key, found);
    return found;
  };
  const broken = new Map<Definition, boolean>();
  /** Whether a declaration is wrong by itself: nothing more is then said at its uses. */
  const isBroken = (definition: Definition): boolean =>
    once(broken, definition, () => {
      const collector = createCollector();
      checkOwnDeclaration({ ...contextOf(), collector, report: collector.report }, definition);
      return collector.errorCount() > 0;
    });
  return {
    layer: (definition) =>
      once(layers, definition, () => createOwnLayer(contextOf, definition, () => isBroken(definition))),
    component: (definition) =>
      once(components, definition, () =>
        createOwnComponent(contextOf, definition, () => isBroken(definition)),
      ),
  };
}
