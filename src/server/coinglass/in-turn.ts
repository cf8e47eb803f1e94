/** One after the other: one connection reads, and one thread reckons. */
export async function inTurn<From, To>(
  values: readonly From[],
  ask: (value: From) => Promise<To>,
): Promise<To[]> {
  const answers: To[] = []
  // oxlint-disable-next-line no-await-in-loop
  for (const value of values) answers.push(await ask(value))
  return answers
}
