import { createOutput } from './output';

const WRITTEN = '\u001b]0;a title\u0007an \u001b[31magent\u001b[0m says\u001b[2J\n\tmore\u202E';

/** What reached each stream. */
function printed(act: (output: ReturnType<typeof createOutput>) => void): [string, string] {
  const out = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const err = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    act(createOutput('text'));
    return [out.mock.calls.join(''), err.mock.calls.join('')];
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}

it("lets nobody's words do anything to the terminal", () => {
  const clean = /^[^\p{Cc}\p{Cf}]*agent says\n\tmore \n$/u;
  const [out, err] = printed((output) => {
    output.say(WRITTEN);
    output.tell(WRITTEN);
  });
  expect(out).toMatch(clean);
  expect(err).toMatch(clean);
  const warning = { type: 'warning', code: 'A_CODE', message: WRITTEN } as const;
  expect(printed((output) => output.emit(warning))[1]).not.toContain('\u001b');
});

it('gives a program’s words on as they are where they go to a file, and with their colours alone to a terminal', () => {
  const { isTTY } = process.stdout;
  try {
    process.stdout.isTTY = false;
    expect(printed((output) => output.pass(WRITTEN))[0]).toBe(`${WRITTEN}\n`);
    process.stdout.isTTY = true;
    const [out] = printed((output) => output.pass(WRITTEN));
    expect(out).toContain('\u001b[31magent\u001b[0m says\n');
    expect(out).not.toMatch(/\u001b\]|\u001b\[2J/u);
  } finally {
    process.stdout.isTTY = isTTY;
  }
});
