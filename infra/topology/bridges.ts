/** The file with the declared bridges, from the root of the repository. Kept as a path: what writes passwords in a container has no YAML parser. */
export const BRIDGES_FILE = 'infra/bridges/bridges.yaml';

/** The same with what crosses to the edge. */
export const EDGE_BRIDGES_FILE = 'infra/bridges/edge.yaml';

/** Where containers have that file. */
export const MOUNTED_BRIDGES_FILE = '/etc/quotebridge/bridges.yaml';
