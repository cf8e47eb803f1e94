import type { Writable } from 'node:stream'

/** Waits until the output takes more. False where its reader has gone, as `head` does. */
export async function outputRoom(output: Writable = process.stdout): Promise<boolean> {
  if (output.writableNeedDrain && output.writable)
    await new Promise<void>((resolve) => {
      const done = () => {
        for (const event of ['drain', 'close', 'error']) output.off(event, done)
        resolve()
      }
      for (const event of ['drain', 'close', 'error']) output.on(event, done)
    })
  return output.writable
}
