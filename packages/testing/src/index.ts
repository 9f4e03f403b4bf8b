export { findCodex, type CodexClient } from './agents/codex-client';
export {
  startScriptedModel,
  type Conversation,
  type ModelStep,
  type ScriptedModel,
} from './agents/scripted-model';
export { temporaryFolder, disposeFolder, disposeFolders } from './folders/temporary-folder';
export {
  fillDisk,
  mountReadOnly,
  mountSmallDisk,
  unmountAll,
  unmountLast,
  whereMounting,
} from './folders/mounts';
export { GIT_CONFIGURATION, isolatedEnvironment } from './process/environment';
export { must, run, start, type Finished, type RunOptions, type Running } from './process/run';
export { recordProgram, type Recorded } from './process/record-program';
export { livingOf } from './process/living';
export { sourceScript } from './process/source-script';
export {
  startStorygateFromSource,
  storygateFromSource,
  storygateProgram,
} from './process/storygate-from-source';
export { HAS_TERMINALS, startInTerminal, type InTerminal } from './process/in-terminal';
export { pidsIn, STUBBORN_PIDS, STUBBORN_PROGRAM } from './process/stubborn-program';
export {
  createProtectedRepository,
  type ProtectedRepository,
} from './protected/protected-repository';
export { createRegistry, type LocalRegistry, type Offer } from './registry/local-registry';
export { createRepository, writeFiles, type Repository } from './repository/repository';
export {
  createBareWorkspace,
  createLeanWorkspace,
  type LeanOptions,
} from './workspace/lean-workspace';
export { createManagedWorkspace } from './workspace/managed-workspace';
export { MANAGERS, type Manager } from './workspace/managers';
export { IS_NUMBER } from './workspace/site';
export { createNxWorkspace } from './workspace/nx-workspace';
export { copyFolder } from './workspace/template';
export { packStorygate, readPacks, type Packs } from './workspace/packs';
export { type Checkout, type Workspace } from './workspace/workspace';
export { renderProtectionPage } from './vectors/protection-page';
