/** What the editor says to the page. */
export type ToPage =
  | { readonly kind: 'graph'; readonly svg: string }
  | { readonly kind: 'mark'; readonly node: string | null }
  /** There is no model at the cursor, or none that could be checked so far. */
  | { readonly kind: 'empty' };

/** What the page says to the editor. */
export type FromPage = { readonly kind: 'ready' } | { readonly kind: 'select'; readonly node: string };
