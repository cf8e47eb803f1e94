import type { Millis } from '../../src/market/units.ts'

/** Something that happens at a time of the virtual world. */
export interface Task {
  due: Millis
  /** Of tasks due at the same time the one that was planned first comes first. */
  readonly order: number
  /** Whose it is: a sleeping machine runs none of its own tasks, the venue goes on. */
  readonly side: 'timer' | 'delivery' | 'venue'
  cancelled: boolean
  run(): void
}

/** Tasks by due time: a binary heap. */
export class TaskQueue {
  private heap: Task[] = []
  private planned = 0

  add(due: Millis, side: Task['side'], run: () => void): Task {
    const task: Task = { due, order: this.planned++, side, cancelled: false, run }
    this.push(task)
    return task
  }

  /** Time of the next task; Infinity where none is planned. */
  nextDue(): Millis {
    while (this.heap[0]?.cancelled) this.removeFirst()
    return this.heap[0]?.due ?? Number.POSITIVE_INFINITY
  }

  /** The next task, taken out. */
  take(): Task | undefined {
    return this.nextDue() === Number.POSITIVE_INFINITY ? undefined : this.removeFirst()
  }

  /** Moves tasks in time, keeping the order of those that fall together. */
  move(newDue: (task: Task) => Millis): void {
    const tasks = this.heap.filter((task) => !task.cancelled).sort(before)
    this.heap = []
    for (const task of tasks) {
      task.due = newDue(task)
      this.push(task)
    }
  }

  private push(task: Task): void {
    const { heap } = this
    let at = heap.push(task) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (before(heap[parent] as Task, task) <= 0) break
      heap[at] = heap[parent] as Task
      at = parent
    }
    heap[at] = task
  }

  private removeFirst(): Task | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Task, heap[child] as Task) < 0)
        child++
      if (before(last, heap[child] as Task) <= 0) break
      heap[at] = heap[child] as Task
      at = child
    }
    heap[at] = last
    return first
  }
}

const before = (a: Task, b: Task): number => a.due - b.due || a.order - b.order
