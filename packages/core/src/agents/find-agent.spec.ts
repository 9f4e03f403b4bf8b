import { AGENTS, requireAgent } from './find-agent';

describe('requireAgent', () => {
  it('takes the user’s options in place of those for working unattended', () => {
    const options = [process.execPath, 'agent.mjs'];
    expect(requireAgent('command', options)).toMatchObject({ program: process.execPath, options });
  });

  it('refuses an agent that it does not know, and one that is not installed', () => {
    expect(() => requireAgent('copilot', [])).toThrow(
      expect.objectContaining({ kind: 'usage', code: 'NO_SUCH_AGENT' }),
    );
    expect(() => requireAgent('command', ['no-such-program'])).toThrow(
      expect.objectContaining({ kind: 'refusal', code: 'AGENT_NOT_FOUND' }),
    );
    expect(() => requireAgent('command', [])).toThrow(
      expect.objectContaining({ code: 'AGENT_NOT_FOUND' }),
    );
  });

  it('knows each agent by one name', () => {
    const names = AGENTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
