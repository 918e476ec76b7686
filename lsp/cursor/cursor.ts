import type { SettingOwner } from '../../compiler/bind/setting-owners.ts';

/** What is being written at a cursor. */
export type Cursor =
  | { readonly kind: 'none' }
  /** A declaration at the top of a file. */
  | { readonly kind: 'top' }
  | { readonly kind: 'member'; readonly owner: BodyOwner }
  /** Behind `->`, or at the beginning of a `shared`. */
  | { readonly kind: 'stage'; readonly sharedStart: boolean }
  /** A tensor of a member; `beside` are the names that stand with it in a list or operation. */
  | { readonly kind: 'tensor'; readonly beside: readonly string[]; readonly member: string }
  /** The beginning of an argument; `positional` of those before it have no name. */
  | { readonly kind: 'argument'; readonly callee: string; readonly given: readonly string[]; readonly position: number; readonly positional: number; readonly named: boolean }
  /** Behind `name:` in a call, or inside a list there. */
  | { readonly kind: 'value'; readonly callee: string; readonly name: string }
  /** Behind a tensor or layer: an arrow may follow. */
  | { readonly kind: 'behind' }
  | { readonly kind: 'setting'; readonly owner: SettingOwner; readonly given: readonly string[] }
  | { readonly kind: 'settingValue'; readonly owner: SettingOwner; readonly name: string; readonly member: string }
  | { readonly kind: 'dtype' }
  | { readonly kind: 'parameterType' }
  | { readonly kind: 'dimension' }
  | { readonly kind: 'base' }
  | { readonly kind: 'importName'; readonly given: readonly string[]; readonly from: string | undefined }
  | { readonly kind: 'importPath'; readonly written: string }
  | { readonly kind: 'column'; readonly written: string }
  | { readonly kind: 'constant' }; // prettier-ignore

/** What a body belongs to. */
export type BodyOwner = 'model' | 'block' | 'layer' | 'component';
