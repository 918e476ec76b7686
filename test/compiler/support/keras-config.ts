import type {
  ArgumentDeclaration,
  ArgumentDeclarations,
  ArgumentType,
} from '../../../compiler/declarations/declare.ts';
import { componentValue } from '../../../compiler/declarations/default-value.ts';
import type {
  Arguments,
  ArgumentValue,
  ComponentCategory,
  ComponentValue,
  LayerValue,
} from '../../../compiler/declarations/values.ts';
import { recordArguments } from '../../../compiler/targets/keras/counterparts.ts';
import { ownValue } from '../../../compiler/names/own-value.ts';
import { findComponent } from '../../../compiler/components/registry.ts';
import { findLayer } from '../../../compiler/layers/registry.ts';

export type Config = Readonly<Record<string, unknown>>;

interface SerializedObject {
  readonly class_name: string;
  readonly config: Config;
}

/** Arguments of a declaration from a Keras config, which holds only what differs from the defaults. */
export function argumentsOf(declarations: ArgumentDeclarations, config: Config): Arguments {
  const unknown = Object.keys(config).find((name) => !(name in declarations));
  if (unknown !== undefined) throw new Error(`no argument ${unknown}`);
  return Object.fromEntries(
    Object.entries(declarations).map(([name, declaration]) => [
      name,
      name in config
        ? valueOf(declaration, listFor(name, config[name]))
        : (declaration.default as ArgumentValue),
    ]),
  );
}

/** A record of Keras as the list that kmodel has in its place. */
function listFor(name: string, value: unknown): unknown {
  const keys = ownValue(recordArguments, name);
  if (!keys || value === null) return value;
  return keys.map((key) => (value as Config)[key] ?? null);
}

function valueOf(declaration: ArgumentDeclaration, value: unknown): ArgumentValue {
  return value === null ? null : typedValue(declaration.type, value);
}

function typedValue(type: ArgumentType, value: unknown): ArgumentValue {
  switch (type.kind) {
    case 'perAxis':
      return typeof value === 'number' ? Array<number>(type.count).fill(value) : (value as readonly number[]);
    case 'component':
      return componentOf(type.category, value as string | SerializedObject);
    case 'layer':
      return layerOf(value as SerializedObject);
    case 'list':
      return type.of.kind === 'layer'
        ? (value as readonly SerializedObject[]).map(layerOf)
        : (value as readonly ArgumentValue[]);
    case 'anyOf': {
      const object = type.of.find(({ kind }) => kind === 'component' || kind === 'layer');
      const isObject = typeof value === 'object' && value !== null && 'class_name' in value;
      return object && isObject ? typedValue(object, value) : (value as ArgumentValue);
    }
    default:
      return value as ArgumentValue;
  }
}

/** A component by name, or as Keras serializes it. */
export function componentOf<C extends ComponentCategory>(
  category: C,
  value: string | SerializedObject,
): ComponentValue<C> {
  const { class_name: name, config } = typeof value === 'string' ? { class_name: value, config: {} } : value;
  const declaration = findComponent(category, name);
  if (!declaration) throw new Error(`no ${category} ${name}`);
  return componentValue<ComponentCategory>(
    declaration,
    argumentsOf(declaration.arguments, config),
  ) as ComponentValue<C>;
}

function layerOf(value: SerializedObject): LayerValue {
  const declaration = findLayer(value.class_name);
  if (!declaration) throw new Error(`no layer ${value.class_name}`);
  const { trainable, ...config } = value.config;
  return {
    kind: 'layer',
    class: declaration.name,
    args: argumentsOf(declaration.arguments, config),
    trainable: trainable !== false,
    declaration,
  };
}
