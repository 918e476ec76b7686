import { kmodel as plugin, type KmodelPluginOptions } from './unplugin.ts';

/** Lets Vite import `.kmodel` files. */
export const kmodel: (options?: KmodelPluginOptions) => ReturnType<typeof plugin.vite> = plugin.vite;

export type { KmodelPluginOptions };
export default kmodel;
