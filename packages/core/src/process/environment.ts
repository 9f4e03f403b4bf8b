/** Variables that a git hook inherits and that would point git at another repository. */
const GIT_LOCATION = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_REFLOG_ACTION',
  'GIT_EXEC_PATH',
];
/** Variables that change what git reads or runs, whoever set them. */
const GIT_BEHAVIOUR =
  /^GIT_(CONFIG|CONFIG_COUNT|CONFIG_KEY_\d+|CONFIG_VALUE_\d+|CONFIG_PARAMETERS|EDITOR|SEQUENCE_EDITOR|PAGER|EXTERNAL_DIFF|TEMPLATE_DIR|REPLACE_REF_BASE|GRAFT_FILE|SHALLOW_FILE|ATTR_SOURCE)$/;
/** What an Nx run sets for its tasks; a nested Nx elsewhere would believe it. */
const NX_TASK = /^NX_/;
/** The Nx variables a person sets for good reasons and that don't name a place. */
const NX_KEPT = /^NX_(VERBOSE_LOGGING|PARALLEL|NO_CLOUD|SKIP_NX_CACHE|ADD_PLUGINS)$/;

/**
 * The environment for a program that works in another place than this process: without the `GIT_*` variables
 * a hook inherits, without what an enclosing Nx run set, and without the variables of the story that it took from the
 * story's environment file.
 */
export function scrubbedEnvironment(
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === undefined || GIT_LOCATION.includes(name) || GIT_BEHAVIOUR.test(name)) continue;
    if (NX_TASK.test(name) && !NX_KEPT.test(name)) continue;
    if (name === 'FORCE_COLOR' || name === 'LERNA_PACKAGE_NAME') continue;
    if (isOfStory(name, value)) continue;
    environment[name] = value;
  }
  return { ...environment, ...extra };
}

/** The variables of a story that are only its own, by their names. */
const OF_STORY = /^STORYGATE_(STORY|PORT_BASE|PORT_SIZE|DATABASE_SUFFIX)$/;

/** Others may be anybody's, so their values must be the story's too. */
function isOfStory(name: string, value: string): boolean {
  if (OF_STORY.test(name)) return true;
  const { STORYGATE_STORY: story, STORYGATE_PORT_BASE: base } = process.env;
  if (name === 'PORT') return base !== undefined && value === base;
  if (name !== 'COMPOSE_PROJECT_NAME' || story === undefined) return false;
  return value.endsWith(story.toLowerCase());
}
