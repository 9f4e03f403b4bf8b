import { readManifest } from './manifest/read-manifest';

export { createNodes, createNodes as createNodesV2 } from './gate/create-nodes';
export { preTasksExecution } from './recorder/pre-tasks-execution';
export { postTasksExecution } from './recorder/post-tasks-execution';

/** The plugin's name, as `nx.json` and Nx's messages show it. */
export const name: string = readManifest().name;
