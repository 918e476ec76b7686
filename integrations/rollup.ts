import { kmodel as plugin, type KmodelPluginOptions } from './unplugin.ts';

/** Lets Rollup import `.kmodel` files. */
export const kmodel: (options?: KmodelPluginOptions) => ReturnType<typeof plugin.rollup> = plugin.rollup;

export type { KmodelPluginOptions };
export default kmodel;
