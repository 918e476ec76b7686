import { kmodel as plugin, type KmodelPluginOptions } from './unplugin.ts';

/** Lets webpack import `.kmodel` files. */
export const kmodel: (options?: KmodelPluginOptions) => ReturnType<typeof plugin.webpack> = plugin.webpack;

export type { KmodelPluginOptions };
export default kmodel;
