/** What is simulated, what it costs, and what is left out. */
export function describeModel(): string {
  return `## The model

- **Workspace**: 24 projects: 4 core libraries, 8 features on one or two of these, 12 applications on one or two features. A
  project's gate takes 5 to 40 seconds. Another workspace for each stream of stories.
- **Stories** change one project, three in ten change two: 60 % applications, 30 % features, 10 % core. What depends on a
  changed project is affected.
- **A red story** makes one project's gate red: mostly one that it changed, else one that depends on it.
- **A gate run** costs 3 s (checkout, dependencies, the start of Nx) and the gates of all affected projects that are not in
  the cache, one after the other. Only what was green is cached, by its inputs. All rules have this cache, on all machines,
  and all gate only what is affected. Landing and merging cost nothing.
- **Flakes**: a gate can fail by chance, so often that of the runs of one story's gates the given share meets it; larger
  runs meet it more often. What has just failed by chance fails again one time in four. Running something again takes 1 s
  more, running it on trunk 3 s.
- **Conflicts**: of stories that are made at the same time (seven before and seven after), the given share of pairs can't be
  merged. A story that conflicts with trunk goes back; one that conflicts with another in the queue waits for that one.
- **Streams** come as a Poisson process. Machine time counts what was given up half-way, and what was run again.

Left out: tasks that run side by side, pushes past the queue, what it costs a person when a story goes back, and faults that
a flaky test hides. A task that is red is always told as red; none is skipped because another failed.`;
}
