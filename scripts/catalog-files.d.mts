/** Every YAML file below a folder, ordered by path; paths are relative to it, with "/". */
export function readCatalogTexts(folder: string): { readonly path: string; readonly text: string }[];
