import { settingsOf } from '../../compiler/bind/setting-owners.ts';
import { MarkupKind, type CompletionItem } from 'vscode-languageserver';
import type { ComponentCategory } from '../../compiler/declarations/values.ts';
import { findComponent } from '../../compiler/components/registry.ts';
import { findLayer } from '../../compiler/layers/registry.ts';
import { argumentText, callText, componentText, layerText } from '../describe.ts';
import type { Session } from '../session.ts';
import { argumentsOf } from './completion/declared.ts';
import type { CompletionData } from './completion/offer.ts';

/** An item with its documentation, which is made only for those that the user looks at. */
export function completionDetails(session: Session, item: CompletionItem): CompletionItem {
  const data = item.data as CompletionData | undefined;
  const text = data && documentation(session, data);
  if (!data || text === undefined) return item;
  const detail = detailOf(data) ?? item.detail;
  return {
    ...item,
    ...(detail === undefined ? {} : { detail }),
    documentation: { kind: MarkupKind.Markdown, value: text },
  };
}

function documentation(session: Session, data: CompletionData): string | undefined {
  switch (data.of) {
    case 'layer': {
      const layer = findLayer(data.name);
      return layer && layerText(layer);
    }
    case 'component': {
      const component = findComponent(data.category as ComponentCategory, data.name);
      return component && componentText(component);
    }
    case 'argument': {
      const declaration = argumentsOf(data.owner)?.[data.name];
      return declaration && argumentText(data.name, declaration);
    }
    case 'setting': {
      const declaration = settingsOf[data.owner]?.entries[data.name];
      return declaration && argumentText(data.name, declaration);
    }
    case 'declaration': {
      const file = session.service.parse(data.path);
      const found = file?.parted.parts.find(
        ({ part: { declaration } }) => declaration?.kind !== 'Import' && declaration?.name.text === data.name,
      )?.part.declaration;
      return found && 'doc' in found ? found.doc : undefined;
    }
  }
}

function detailOf(data: CompletionData): string | undefined {
  if (data.of === 'layer') {
    const layer = findLayer(data.name);
    return layer && callText(layer.name, layer.arguments);
  }
  if (data.of !== 'component') return undefined;
  const component = findComponent(data.category as ComponentCategory, data.name);
  return component && callText(component.name, component.arguments);
}
