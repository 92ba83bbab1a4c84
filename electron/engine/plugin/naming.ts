/** Names of Docker objects (D5): plain for the default data directory, with a suffix of its id for any other. */
export interface DirectoryNames {
  readonly network: string;
  container(plugin: string): string;
  /** Repository under which the image to go back to is kept. */
  keptImage(plugin: string): string;
}

export function directoryNames(directory: { readonly id: string; readonly isDefault: boolean }): DirectoryNames {
  const suffix = directory.id.slice(0, 6);
  const keptImage = (plugin: string): string => `deltadock-kept/${suffix}-${plugin}`;
  return directory.isDefault
    ? { network: 'deltafi', container: (plugin) => plugin, keptImage }
    : { network: `deltadock-${suffix}`, container: (plugin) => `${plugin}-${suffix}`, keptImage };
}
