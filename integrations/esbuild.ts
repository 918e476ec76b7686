import { kmodel as plugin, type KmodelPluginOptions } from './unplugin.ts';

/** Lets esbuild import `.kmodel` files. */
export const kmodel: (options?: KmodelPluginOptions) => ReturnType<typeof plugin.esbuild> = plugin.esbuild;

export type { KmodelPluginOptions };
export default kmodel;
