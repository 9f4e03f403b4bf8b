/** What an editor shows first where a brief is to be written; as long as nothing is added, it is no brief. */
export function briefForm(id: string, title: string | null): string {
  return `# ${title ?? id}

<!-- What is to be done in story ${id}, and why?
     Whoever works on it, a person or an agent, reads this first. -->


## Acceptance criteria

<!-- How does one see that it is done? Best a line for each test. -->

- [ ] 

<!-- Comments are left out. Without a word from you, no story is made. -->
`;
}
