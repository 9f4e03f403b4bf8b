export { VERSION } from './version';

export * from './errors/storygate-error';
export { messageOf } from './errors/messages';
export { unreachable } from './errors/unreachable';
export type { Emit, Step, StorygateEvent } from './events/events';
export { GitFailed } from './git/git-failed';
export { Interrupted, interrupt } from './process/interruption';

export { parseStoryId, isStoryId, type StoryId } from './names/story-id';
export { parseCommitSha, type CommitSha, type TreeSha } from './names/object-id';
export {
  PLUGIN_NAME,
  parseOptions,
  type DependenciesOption,
  type MergeStrategy,
  type Options,
} from './options/options';
export type { Policy } from './options/policy';
export { requireRepository, type Repository } from './repository/repository';
export { requireTrunk, type Trunk } from './repository/trunk';

export { previewStory, startStory } from './story/start-story';
export { approveSetup, isSetupApproved } from './governance/setup-approval';
export { findEditor, openStory, type Opened } from './editor/open-story';
export { EDITORS } from './editor/editor';
export { readSetupLog } from './story/setup-log';
export type { StoryPlan } from './story/plan-story';
export type { StoryRequest } from './story/read-story-facts';
export { listStories, requireStory, storyOfRef, type Story } from './story/story';

export type { Mark, TestCycle } from './cycle/test-cycle';
export { readTestCycle } from './cycle/test-record';
export { taskId, type RecordedTask, type TaskRecord } from './gate/recorded-task';
export { isUnderWay, type GateRun, type StoredRun } from './gate/run-record';
export { readStoryLogs, type StoryLogs } from './logs/read-story-logs';
export { digestRun, type FailureDigest, type RunDigest } from './logs/digest-run';
export { digestFailure, type DigestLimits } from './logs/digest-failure';
export { findMergeUnderWay, followRun, followSetup, isBeingMade } from './logs/follow-logs';
export { sizeOf } from './logs/prune-logs';
export { gateStoryCommit } from './gate/gate-story';
export { isInferredGate } from './gate/inferred-gate';

export { gateCommit, type CommitGate, type CommitRequest } from './landing/gate-commit';
export { certifyTrunk, type Certification } from './landing/certify';
export type { Halt } from './landing/work-queue';
export { gateMerged, type MergedGate } from './landing/gate-merged';
export { approveStory } from './landing/approve-story';
export { writeProofFolder } from './landing/proof-folder';
export { requireEmptyFolder } from './state/empty-folder';
export { landStories } from './landing/land-queue';
export { proveStories } from './landing/prove-stories';
export { previewLanding, type LandingPreview, type LandingRequest } from './landing/land-stories';
export { failedTasks, reproduce, type Outcome, type OutcomeKind } from './landing/outcome';

export { auditTrunk, type Audit } from './audit/audit';
export { exportAttestations, type Exported } from './audit/export-attestations';
export type { Unattested } from './audit/find-unattested';
export { checkPush, type PushVerdict, type TrunkPushProblem } from './push/check-push';
export { readStatus, type AgentStatus, type Status, type StoryStatus } from './status/read-status';
export { nextStep, type NextStep } from './status/next-step';
export { withLandings } from './status/with-landings';
export { readDoing, type Doing } from './status/read-doing';
export type { TrunkHalt } from './landing/kept-halt';
export type { Collision } from './collisions/collision';
export { findCollisions } from './collisions/find-collisions';
export {
  previewRemoval,
  removeStory,
  type HalfRemoval,
  type WholeRemoval,
} from './archive/remove-story';
export { applyDrop, previewDrop, type RemovedEntry } from './queue/drop-removed';
export type { RemovalPlan } from './archive/plan-removal';
export { previewTidying, type KeptStory, type Tidying } from './archive/tidy-stories';
export { previewRestore, restoreStory, type RestorePlan } from './archive/restore-story';
export { describeArchives, type ArchiveContent } from './archive/describe-archives';
export { abortSync, continueSync } from './sync/end-sync';
export { previewSync, syncStory, type Synced } from './sync/sync-story';
export type { SyncConflict, SyncManner, SyncPlan } from './sync/plan-sync';
export { dropArchives } from './archive/drop-archives';
export { requireArchive } from './archive/find-archive';
export type { Archive } from './archive/archive-record';
export { checkRefUpdates, type RefVerdict } from './protection/check-ref-updates';
export type { TrunkMove } from './protection/plan-trunk-move';
export { examine } from './doctor/examine';
export { mend } from './doctor/mend';
export type { Diagnosis, Layer, Problem, WorktreeHealth } from './doctor/problem';
export type { Difference } from './governance/difference';
export { readApprover, readCommitter } from './governance/approver';
export { initServer, type Server, type ServerRequest } from './server/init-server';
export { checkReceive, checkTransaction, type ReceiveVerdict } from './server/check-receive';
export type { ReceiveProblem } from './server/judge-received-ref';
export { queueStories, type Queued, type QueueingRequest } from './queue/queue-stories';
export { fetchQueue, localQueue, placesOf, queueOf, type QueuePlace } from './queue/queue-place';
export { positionOf, readQueueView, type QueueView } from './queue/queue-view';
export { MOST_PRIORITY, type QueueEntry } from './queue/queue-entry';
export { locateQueued } from './queue/locate-queued';
export { moveEntry } from './queue/move-entry';
export type { Destination } from './queue/plan-move';
export { dropEntries } from './queue/drop-entries';
export { pauseQueue, resumeQueue, type Pause } from './queue/pause';
export { readResult } from './queue/read-result';
export type { Result } from './queue/result';
export { listFlakyTasks, type FlakySighting } from './queue/flaky-tasks';
export {
  readRunnerKey,
  runRunner,
  type RunnerListener,
  type RunnerRequest,
} from './runner/run-runner';
export type { EndedEntry } from './landing/queue-source';
export { fetchTrunk } from './landing/remote-trunk';

export { AGENTS, requireAgent, type FoundAgent } from './agents/find-agent';
export { runAgents, requireAssignments, type AgentsRequest } from './agents/run-agents';
export { settleDeadAgents } from './agents/settle-dead';
export { requireWorkplace } from './agents/begin-run';
export { stopAgent } from './agents/watch-stop';
export { isLookedAfter } from './agents/agent-record';
export { describeNoticed } from './agents/noticed';
export type { AgentRecord, AgentState, StoredAgentRun } from './agents/agent-record';
export { followAgent, readKeptEvents, type KeptEvent } from './agents/kept-events';
export { readBrief, requireStoryBrief, writeBrief } from './story/brief';
export { dropDraft, editBrief } from './story/edit-brief';
export { startDetached } from './process/start-detached';
