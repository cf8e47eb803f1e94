import { HeavyGate } from './heavy-gate.ts'

export type WorkQueue = <Value>(work: () => Promise<Value>) => Promise<Value>

/** Does one thing after the other. Throws the problem `busy` where too many wait. */
export function createQueue(most: number): WorkQueue {
  const gate = new HeavyGate(1, most, 'maps wait to be read or made')
  return (work) => gate.pass(work)
}
