/** What a project's gate is made of. */
export type GateContents =
  { readonly kind: 'checks'; readonly targets: readonly string[] } | { readonly kind: 'no-checks' };

/** Which of the gate's targets the project has. */
export function gateContents(
  declared: readonly string[],
  projectTargets: readonly string[],
): GateContents {
  const targets = declared.filter((target) => projectTargets.includes(target));
  return targets.length === 0 ? { kind: 'no-checks' } : { kind: 'checks', targets };
}

/** The lines the gate prints. */
export function renderGate(
  project: string,
  contents: GateContents,
  declared: readonly string[],
): string {
  if (contents.kind === 'checks') return `${project}: ${contents.targets.join(', ')} passed`;
  return [
    `${project} has no checks: it has none of the targets ${declared.join(', ')}`,
    'hint: give it one of these, or set a "gate" target in its project.json (`nx:noop` if there is nothing to check)',
  ].join('\n');
}
