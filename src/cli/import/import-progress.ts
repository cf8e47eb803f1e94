import type { CommandIo } from '../command/command-io.ts'

/** Shows how far a long task is. */
export interface Progress {
  show(done: number, of: number, text: string): void
  /** Takes the bar away. */
  end(): void
}

const BAR = 20
/** How long a terminal is left alone between two drawings. */
const REDRAW_MS = 100

/** A bar on a terminal; elsewhere one plain line per finished step. */
export function openProgress(io: CommandIo, terminal = process.stderr): Progress {
  let drawn = 0
  let step = -1
  if (!terminal.isTTY)
    return {
      show(done, of, text) {
        if (done === step) return
        step = done
        io.err(`${done}/${of} ${text}\n`)
      },
      end() {},
    }
  return {
    show(done, of, text) {
      const now = performance.now()
      if (done === step && now - drawn < REDRAW_MS) return
      drawn = now
      step = done
      const filled = Math.round((BAR * done) / Math.max(1, of))
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done}/${of} ${text}`
      io.err(`\r\x1b[K${bar.slice(0, terminal.columns - 1)}`)
    },
    end() {
      if (drawn > 0) io.err('\r\x1b[K')
      drawn = 0
    },
  }
}
