/** The texts of the `kmodel:` files: the build of the bundle writes them in this place. */
declare const KMODEL_LIBRARY: Readonly<Record<string, string>>;

/** The texts of `kmodel:` files, by name. */
export const libraryTexts: Readonly<Record<string, string>> = KMODEL_LIBRARY;
