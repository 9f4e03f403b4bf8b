/** Runs a program in a checkout; throws what it said when it fails. */
export async function must(checkout, program, args) {
  const { exitCode, output } = await checkout.run(program, args, { env: { HUSKY: '0' } });
  if (exitCode !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${exitCode}\n${output}`);
  return output;
}
