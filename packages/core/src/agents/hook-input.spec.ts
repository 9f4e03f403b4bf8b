import { parseHookInput } from './hook-input';

test.each<[string, object, object]>([
  [
    'Claude Code',
    { session_id: 's', cwd: '/w', tool_input: { command: 'ls' } },
    { session: 's', cwd: '/w', command: 'ls' },
  ],
  [
    'Cursor',
    { conversation_id: 'c', command: 'ls', cwd: '/w' },
    { session: 'c', cwd: '/w', command: 'ls' },
  ],
  [
    'a command in words',
    { tool_input: { command: ['sh', '-c', "it's"] } },
    { command: "'sh' '-c' 'it'\\''s'" },
  ],
  ['another tool', { tool_input: { file_path: 'a' } }, { command: null }],
  ['nothing that is known', {}, { cwd: null, session: '', command: null }],
])('%s', (_name, input, told) => {
  expect(parseHookInput(JSON.stringify(input))).toMatchObject(told);
});

test.each(['', 'null', '"git commit -n"', '{"command": 7}', '{"tool_input": "ls"}', '{"cwd": {}}'])(
  '%j is refused',
  (input) => {
    expect(() => parseHookInput(input)).toThrow('what the agent told its hook');
  },
);
