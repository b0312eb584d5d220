/** The file with the declared bridges, from the root of the repository. Kept as a path: what writes passwords in a container has no YAML parser. */
export const BRIDGES_FILE = 'infra/bridges/bridges.yaml';

/** Where containers have that file. */
export const MOUNTED_BRIDGES_FILE = '/etc/quotebridge/bridges.yaml';
